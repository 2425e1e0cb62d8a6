do $$
begin
  if exists (select from pg_roles where rolname = 'muster_app') then
    revoke delete on account, message from muster_app;
  end if;
end $$;
drop function erase_words(uuid, int[], boolean, text);
drop trigger event_append_only on event;
create trigger event_append_only before update or delete on event for each row execute function refuse_change();
drop function refuse_change_but_erasure(), erased(jsonb, boolean);
