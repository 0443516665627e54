-- OCC.upd_dttm moves with every write to an occurrence or to anything that belongs to it.
-- It is the database's clock at the START of the transaction, cut to whole seconds: two writes in a
-- second are equal, and a long transaction commits a time that others have already read past.

create or replace function rms_stamp() returns trigger language plpgsql as $$
begin
    new.upd_dttm := date_trunc('second', now());
    return new;
end $$;

-- Runs as its owner, so that a role that may only insert an entry still moves the occurrence's time.
create or replace function rms_touch_occ() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op <> 'INSERT' then
        update occ set upd_dttm = now() where occ_id = old.occ_id;
    end if;
    if tg_op <> 'DELETE' then
        update occ set upd_dttm = now() where occ_id = new.occ_id;
    end if;
    return null;
end $$;

create or replace function rms_touch_person() returns trigger language plpgsql as $$
begin
    update occ set upd_dttm = now()
     where occ_id in (select occ_id from occ_per_link where per_id = new.per_id);
    return null;
end $$;

create or replace function rms_touch_officer() returns trigger language plpgsql as $$
begin
    update occ set upd_dttm = now()
     where oic_coll_no = new.coll_no or sup_coll_no = new.coll_no;
    return null;
end $$;

create or replace trigger tr_stamp before insert or update on occ
    for each row execute function rms_stamp();
create or replace trigger tr_touch after update on ge_person
    for each row execute function rms_touch_person();
create or replace trigger tr_touch after update on hr_officer
    for each row execute function rms_touch_officer();
create or replace trigger tr_touch after insert or update or delete on occ_per_link
    for each row execute function rms_touch_occ();
create or replace trigger tr_touch after insert or update or delete on safe_contact
    for each row execute function rms_touch_occ();
create or replace trigger tr_touch after insert or update or delete on appt
    for each row execute function rms_touch_occ();
create or replace trigger tr_touch after insert or update or delete on oel_entry
    for each row execute function rms_touch_occ();
create or replace trigger tr_touch after insert or update or delete on action_task
    for each row execute function rms_touch_occ();
create or replace trigger tr_touch after insert or update or delete on occ_flag
    for each row execute function rms_touch_occ();
