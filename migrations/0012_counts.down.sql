drop index ticket_held, ticket_resolved;
drop trigger ticket_counted on ticket;
drop trigger ticket_recounted on ticket;
drop function count_queue(), queue_views(text, uuid);
drop table queue_delta;
