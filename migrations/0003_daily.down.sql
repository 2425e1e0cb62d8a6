drop index ticket_words;
alter table ticket drop column hold, drop column escalated_at, drop column desks;
