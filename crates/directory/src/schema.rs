//! The migrations, embedded.

use db::Migration;

/// The migration of this number, out of its file.
macro_rules! migration {
    ($number:literal, $name:literal, $file:literal) => {
        Migration { number: $number, name: $name, sql: include_str!(concat!("../../../migrations/", $file)) }
    };
}

/// Every migration there is, by number.
pub const MIGRATIONS: &[Migration] = &[
    migration!(1, "record", "0001_record.sql"),
    migration!(2, "user blocks", "0002_user_blocks.sql"),
    migration!(3, "order of changes", "0003_order_of_changes.sql"),
    migration!(4, "grants by holder", "0004_grants_by_holder.sql"),
    migration!(5, "group syncs", "0005_group_syncs.sql"),
    migration!(6, "second factor", "0006_second_factor.sql"),
    migration!(7, "policies and audit", "0007_policies_and_audit.sql"),
    migration!(8, "user number blocks", "0008_user_number_blocks.sql"),
    migration!(9, "leaving orgs", "0009_leaving_orgs.sql"),
];
