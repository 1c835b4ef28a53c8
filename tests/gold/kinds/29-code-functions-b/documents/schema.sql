create table shelf (
  id integer primary key,
  aisle text not null,
  height_cm integer default 180
);

create table box (
  id integer primary key,
  shelf integer references shelf(id),
  weight_g integer,
  open boolean default false
);

create index box_shelf on box(shelf);
