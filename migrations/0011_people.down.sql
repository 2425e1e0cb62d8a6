drop index ticket_hands, ticket_owners;
drop table audit, membership, join_miss, join_code;
alter table account drop column joined, drop column came_from, drop column left_at;
alter table person drop column same_as, drop column chosen;
