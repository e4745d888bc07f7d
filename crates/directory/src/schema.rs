//! The migrations, embedded.

use db::Migration;

/// Every migration there is, by number.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "record", sql: include_str!("../../../migrations/0001_record.sql") },
    Migration {
        number: 2,
        name: "user blocks",
        sql: include_str!("../../../migrations/0002_user_blocks.sql"),
    },
    Migration {
        number: 3,
        name: "order of changes",
        sql: include_str!("../../../migrations/0003_order_of_changes.sql"),
    },
    Migration {
        number: 4,
        name: "grants by holder",
        sql: include_str!("../../../migrations/0004_grants_by_holder.sql"),
    },
    Migration {
        number: 5,
        name: "group syncs",
        sql: include_str!("../../../migrations/0005_group_syncs.sql"),
    },
    Migration {
        number: 6,
        name: "second factor",
        sql: include_str!("../../../migrations/0006_second_factor.sql"),
    },
    Migration {
        number: 7,
        name: "policies and audit",
        sql: include_str!("../../../migrations/0007_policies_and_audit.sql"),
    },
    Migration {
        number: 8,
        name: "user number blocks",
        sql: include_str!("../../../migrations/0008_user_number_blocks.sql"),
    },
    Migration {
        number: 9,
        name: "leaving orgs",
        sql: include_str!("../../../migrations/0009_leaving_orgs.sql"),
    },
];
