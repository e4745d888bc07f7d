//! The rules of the core, asked through its own use cases on both engines.
#![cfg(test)]

mod admission;
mod audit;
mod blocks;
mod codes;
mod copies;
mod create;
mod create_groups;
mod create_passwords;
mod delete;
mod followers;
mod groups;
mod holdings;
mod hosts;
mod kit;
mod list;
mod list_pages;
mod lost_commit;
mod membership;
mod order;
mod orgs;
mod own_password;
mod protection;
mod roles;
mod rows;
mod rule_g;
mod rule_g_random;
mod scopes;
mod secrets;
mod set_password;
mod sign_in;
mod sliding;
mod sources;
mod start_up;
mod throttle;
mod totals;
