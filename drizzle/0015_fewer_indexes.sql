DROP INDEX "events_created";--> statement-breakpoint
DROP INDEX "rooms_by_activity";--> statement-breakpoint
DROP INDEX "rooms_tags";--> statement-breakpoint
CREATE INDEX "rooms_tags" ON "rooms" USING gin ("tags") WHERE "rooms"."tags" <> '{}';