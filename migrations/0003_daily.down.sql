alter table ticket drop column hold, drop column escalated_at, drop column desks;
