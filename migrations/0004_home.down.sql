drop index ticket_escalated;
drop table home;
