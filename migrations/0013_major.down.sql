create or replace function erased(fact jsonb, forget boolean) returns jsonb language sql immutable as $$
  select coalesce(jsonb_object_agg(key, case
    when key in ('title', 'description', 'text', 'because', 'resolution', 'comment') and jsonb_typeof(value) = 'string'
      then '"[erased]"'
    when key = 'marks' then '[]'
    when forget and key = 'source' then value - 'link' || '{"user": "[erased]"}'
    when forget and key = 'origin' then 'null'
    else value end), '{}')
  from jsonb_each(fact)
$$;
delete from file where room_message is not null;
alter table file drop column room_message;
drop table room_message;
drop table room;
alter table ticket drop column major;
