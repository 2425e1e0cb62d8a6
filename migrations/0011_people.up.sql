-- People and the desk's management: accounts joined and left, who is in which group of a chat, and what was administered.

alter table person
  -- Joined to another by a code: histories name this one for ever, and are read as naming that one.
  add column same_as uuid,
  -- What the person has chosen against their profile: zone, language.
  add column chosen jsonb not null default '[]',
  add foreign key (organisation_id, same_as) references person (organisation_id, id);
create index person_alias on person (organisation_id) where same_as is not null;

alter table account
  -- How it came to its person: with it, by a mail address alone, or by a code said in both chats.
  add column joined text not null default 'own' check (joined in ('own', 'mail', 'code')),
  -- Whose it was before the code.
  add column came_from uuid,
  -- Since when the chat says that this is nobody any more.
  add column left_at timestamptz;

create table join_code (
  organisation_id uuid not null,
  -- Of the code itself nothing is kept.
  hash text not null,
  platform text not null,
  workspace text not null,
  user_id text not null,
  ends_at timestamptz not null,
  primary key (organisation_id, hash),
  foreign key (organisation_id, platform, workspace, user_id)
    references account (organisation_id, platform, workspace, user_id) on delete cascade
);
create table join_miss (
  organisation_id uuid not null,
  platform text not null,
  workspace text not null,
  user_id text not null,
  at timestamptz not null,
  foreign key (organisation_id, platform, workspace, user_id)
    references account (organisation_id, platform, workspace, user_id) on delete cascade
);
create index join_miss_of on join_miss (organisation_id, platform, workspace, user_id, at);

-- Who is in a group of a chat, or in a triage channel that the policy trusts, by the name that the policy has for it.
create table membership (
  organisation_id uuid not null references organisation (id),
  name text not null,
  platform text not null,
  workspace text not null,
  user_id text not null,
  primary key (organisation_id, name, platform, workspace, user_id)
);
create index membership_of on membership (organisation_id, platform, workspace, user_id);

-- In whose hands what is: asked of everybody at once, to find who is no agent any more.
create index ticket_hands on ticket (organisation_id, assignee_id) where phase <> 'closed' and assignee_id is not null;
create index ticket_owners on ticket (organisation_id, owner_id) where phase <> 'closed' and owner_id is not null;

create table audit (
  organisation_id uuid not null references organisation (id),
  id bigint generated always as identity,
  at timestamptz not null,
  -- Null: the clock, or whoever may use the command line.
  by_person uuid,
  about_person uuid,
  type text not null,
  data jsonb not null,
  primary key (organisation_id, id)
);
create trigger audit_append_only before update or delete on audit for each row execute function refuse_change();
create trigger audit_no_truncate before truncate on audit for each statement execute function refuse_change();

do $$
declare t text;
begin
  foreach t in array array['join_code', 'join_miss', 'membership', 'audit'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy wall on %I using (organisation_id = current_organisation())', t);
  end loop;
  if exists (select from pg_roles where rolname = 'muster_app') then
    grant select, insert, delete on join_code, join_miss, membership to muster_app;
    grant select, insert on audit to muster_app;
  end if;
end $$;
