-- Confidential tickets: for their own groups, their people and the incident managers alone. There are few of them.

alter table ticket add column confidential boolean not null default false;
alter table ticket alter column confidential drop default;
