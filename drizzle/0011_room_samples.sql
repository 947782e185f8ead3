CREATE TABLE "room_samples" (
	"at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"unassigned" integer NOT NULL,
	"waiting_on_us" integer NOT NULL,
	"waiting_on_customer" integer NOT NULL
);
