-- The doors: the chats' secrets, sealed by a key that the database never sees; and what runs with the owner's rights.

-- `sealed` is nonce, tag and text of AES-256-GCM, bound to organisation and name: a row that is put elsewhere does not open.
create table secret (
  organisation_id uuid not null references organisation (id),
  name text not null,
  sealed bytea not null,
  -- Which key: the beginning of a hash of it.
  key_id text not null,
  sealed_at timestamptz not null default desk_now(),
  primary key (organisation_id, name)
);
alter table secret enable row level security;
alter table secret force row level security;
create policy wall on secret using (organisation_id = current_organisation());

-- Without pg_temp at the end of its path, a function that has its owner's rights takes the caller's temporary table for the
-- desk's own, and a trigger on that one runs with these rights, too.
do $$
begin
  execute format('alter function erase_words(uuid, int[], boolean, text) set search_path = %I, pg_temp', current_schema());
  execute format('alter function create_number_sequences() set search_path = %I, pg_temp', current_schema());
  if exists (select from pg_roles where rolname = 'muster_app') then
    grant select, insert, update, delete on secret to muster_app;
  end if;
end $$;
