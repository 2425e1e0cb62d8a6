-- Erasure: history stays append-only, yet the words in it can be blanked, and nothing else of it.

-- A fact without its words; `forget`: without the account and the messages by which its author could be found either. What is
-- left never changes again: a chain of hashes may be made over erased(data, true).
create function erased(fact jsonb, forget boolean) returns jsonb language sql immutable as $$
  select coalesce(jsonb_object_agg(key, case
    when key in ('title', 'description', 'text', 'because', 'resolution', 'comment') and jsonb_typeof(value) = 'string'
      then '"[erased]"'
    when forget and key = 'source' then value - 'link' || '{"user": "[erased]"}'
    when forget and key = 'origin' then 'null'
    else value end), '{}')
  from jsonb_each(fact)
$$;

-- The law of the history, also for the owner of the tables: a fact may lose its words, nothing else may happen to it.
create function refuse_change_but_erasure() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'data' = to_jsonb(old) - 'data'
    and new.data in (erased(old.data, false), erased(old.data, true)) then
    return new;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
drop trigger event_append_only on event;
create trigger event_append_only before update or delete on event
  for each row execute function refuse_change_but_erasure();

-- Muster's own role may not change events: this is its only way, and it leaves the fact that words were here. The facts
-- `numbers` of a ticket lose their words; returns how many had any.
create function erase_words(of_ticket uuid, numbers int[], forget boolean, why text) returns int
language plpgsql security definer set search_path from current as $$
declare
  blanked int[];
begin
  with changed as (
    update event set data = erased(data, forget)
    where organisation_id = current_organisation() and ticket_id = of_ticket and seq = any (numbers)
      and data <> erased(data, forget)
    returning seq)
  select array_agg(seq order by seq) into blanked from changed;
  if blanked is null then return 0; end if;
  insert into event (organisation_id, ticket_id, seq, at, type, data)
  select organisation_id, ticket_id, max(seq) + 1, desk_now(), 'erased', jsonb_build_object('of', blanked, 'why', why)
  from event where organisation_id = current_organisation() and ticket_id = of_ticket
  group by organisation_id, ticket_id;
  return cardinality(blanked);
end $$;
revoke execute on function erase_words(uuid, int[], boolean, text) from public;

do $$
begin
  if exists (select from pg_roles where rolname = 'muster_app') then
    grant execute on function erase_words(uuid, int[], boolean, text) to muster_app;
    grant delete on account, message to muster_app;
  end if;
end $$;
