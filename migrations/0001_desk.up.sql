-- The desk: organisations behind their wall, people, tickets with their history, receipts and the ids of sent messages.

create table organisation (
  id uuid primary key,
  slug text not null unique,
  name text not null
);

-- Which workspace or tenant belongs to which organisation. Read before the organisation is known, so its wall is for writing.
create table installation (
  organisation_id uuid not null references organisation (id),
  platform text not null,
  workspace text not null,
  route text,
  primary key (platform, workspace)
);

create table policy (
  organisation_id uuid not null references organisation (id),
  version int not null,
  source text not null,
  taken_at timestamptz not null default now(),
  primary key (organisation_id, version)
);

create table person (
  organisation_id uuid not null references organisation (id),
  id uuid not null,
  name text not null,
  mail text,
  zone text,
  language text,
  primary key (organisation_id, id)
);

create table account (
  organisation_id uuid not null,
  platform text not null,
  workspace text not null,
  user_id text not null,
  person_id uuid not null,
  name text not null,
  mail text,
  zone text,
  locale text,
  guest boolean not null,
  fetched_at timestamptz not null,
  primary key (organisation_id, platform, workspace, user_id),
  foreign key (organisation_id, person_id) references person (organisation_id, id)
);
create index account_person on account (organisation_id, person_id);
create index account_mail on account (organisation_id, lower(mail)) where not guest;

create table ticket (
  organisation_id uuid not null references organisation (id),
  id uuid not null,
  kind text not null check (kind in ('incident', 'request')),
  number int not null,
  title text not null,
  description text not null,
  state text not null,
  phase text not null check (phase in ('active', 'paused', 'scheduled', 'done', 'closed')),
  impact text not null,
  urgency text not null,
  priority int not null,
  service text,
  category text,
  support_group text not null,
  requester_id uuid not null,
  owner_id uuid,
  assignee_id uuid,
  source jsonb not null,
  guessed jsonb not null,
  terms jsonb not null,
  policy_version int not null,
  reported_at timestamptz not null,
  answered_at timestamptz,
  resolved_at timestamptz,
  closed_at timestamptz,
  response_due timestamptz,
  resolution_due timestamptz,
  next_due timestamptz,
  wake_at timestamptz,
  waits_because text,
  resolution text,
  version int not null,
  primary key (organisation_id, id),
  unique (organisation_id, kind, number),
  foreign key (organisation_id, requester_id) references person (organisation_id, id)
);
-- The queue: one ordered read of the actionable tickets of a group.
create index ticket_queue on ticket (organisation_id, support_group, priority, next_due, id) where phase = 'active';
create index ticket_requester on ticket (organisation_id, requester_id, reported_at desc, id);
create index ticket_assignee on ticket (organisation_id, assignee_id, priority, next_due, id) where phase in ('active', 'paused', 'scheduled');
create index ticket_waiting on ticket (organisation_id, support_group, wake_at, id) where phase = 'scheduled';

create table event (
  organisation_id uuid not null,
  ticket_id uuid not null,
  seq int not null,
  at timestamptz not null,
  by_person uuid,
  type text not null,
  data jsonb not null,
  primary key (organisation_id, ticket_id, seq),
  foreign key (organisation_id, ticket_id) references ticket (organisation_id, id)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger event_append_only before update or delete on event for each row execute function refuse_change();
create trigger event_no_truncate before truncate on event for each statement execute function refuse_change();
create trigger policy_append_only before update or delete on policy for each row execute function refuse_change();
create trigger policy_no_truncate before truncate on policy for each statement execute function refuse_change();

-- The reply is kept, so that a second delivery of the same gesture gets the same answer.
create table receipt (
  organisation_id uuid not null references organisation (id),
  key text not null,
  at timestamptz not null default now(),
  reply jsonb,
  primary key (organisation_id, key)
);
create index receipt_age on receipt (at);

-- What stands where: the platform's id of each message about a ticket. 'card' is the living card of that place.
create table message (
  organisation_id uuid not null,
  ticket_id uuid not null,
  platform text not null,
  workspace text not null,
  place text not null,
  key text not null,
  channel text not null,
  message_id text not null,
  sent_at timestamptz not null default now(),
  primary key (organisation_id, ticket_id, place, key),
  foreign key (organisation_id, ticket_id) references ticket (organisation_id, id)
);
create index message_back on message (organisation_id, platform, workspace, message_id, channel);

-- Numbers come from a sequence for each organisation and kind: two reports never wait for each other, gaps are allowed.
create function create_number_sequences() returns trigger language plpgsql security definer set search_path from current as $$
begin
  execute format('create sequence %I', 'number_incident_' || replace(new.id::text, '-', ''));
  execute format('create sequence %I', 'number_request_' || replace(new.id::text, '-', ''));
  if exists (select from pg_roles where rolname = 'muster_app') then
    execute format('grant usage on sequence %I, %I to muster_app',
      'number_incident_' || replace(new.id::text, '-', ''), 'number_request_' || replace(new.id::text, '-', ''));
  end if;
  return new;
end $$;
create trigger organisation_numbers after insert on organisation for each row execute function create_number_sequences();

create function next_number(kind text) returns int language sql volatile as $$
  select nextval('number_' || kind || '_' || replace(current_setting('muster.organisation'), '-', ''))::int
$$;

-- The desk's time. A playground or test database replaces this by one with an offset; every other has real time.
create function desk_now() returns timestamptz language sql stable as $$ select now() $$;

-- The wall: unset means no rows, also for the owner of the tables.
create function current_organisation() returns uuid language sql stable as $$
  select nullif(current_setting('muster.organisation', true), '')::uuid
$$;

do $$
declare t text;
begin
  foreach t in array array['policy', 'person', 'account', 'ticket', 'event', 'receipt', 'message'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy wall on %I using (organisation_id = current_organisation())', t);
  end loop;
  alter table organisation enable row level security;
  alter table organisation force row level security;
  create policy wall on organisation using (id = current_organisation());
  alter table installation enable row level security;
  alter table installation force row level security;
  create policy read_by_workspace on installation for select using (true);
  create policy wall on installation using (organisation_id = current_organisation());
end $$;

do $$
begin
  if exists (select from pg_roles where rolname = 'muster_app') then
    execute format('grant usage on schema %I to muster_app', current_schema());
    grant select, insert, update on organisation, installation, person, account, ticket, receipt, message to muster_app;
    grant select, insert on policy, event to muster_app;
    grant delete on receipt to muster_app;
    grant execute on all functions in schema public to muster_app;
  end if;
end $$;
