drop index ticket_copied, ticket_asked;
alter table ticket drop column copies, drop column subscribers, drop column questions;
