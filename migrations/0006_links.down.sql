drop index ticket_open;
drop table former_reference;
alter table ticket drop column looks_like, drop column links, drop column former;
