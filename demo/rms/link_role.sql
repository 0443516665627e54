-- What the linked system's role may do: read all, add entries and tasks, nothing else.
-- Run with the role's name in place of the word in braces.

grant usage on schema public to {role};
grant select on all tables in schema public to {role};
grant insert (occ_id, per_id, type_cd, entry_txt, entry_dttm, ext_ref) on oel_entry to {role};
grant insert (occ_id, per_id, type_cd, task_txt, draft_txt, due_dttm, coll_no, ext_ref) on action_task to {role};

-- The owner of the tables is not bound by these; the link may not speak as an officer.
alter table oel_entry enable row level security;
drop policy if exists link_reads on oel_entry;
create policy link_reads on oel_entry for select using (true);
drop policy if exists link_adds on oel_entry;
create policy link_adds on oel_entry for insert
    with check (type_cd in ('VIC_TO_OFF', 'SYS') and ext_ref is not null);

alter table action_task enable row level security;
drop policy if exists link_reads on action_task;
create policy link_reads on action_task for select using (true);
drop policy if exists link_adds on action_task;
create policy link_adds on action_task for insert with check (ext_ref is not null);
