ALTER TABLE "outbox" ADD COLUMN "claimed_by" uuid;--> statement-breakpoint
-- As before (0022), and each claim says whose it is. Processes of the version before give no name.
DO $$
DECLARE
  whole text := pg_get_functiondef('claim_sends(timestamptz, int)'::regprocedure);
  marks text := 'claim = o.claim + 1,';
BEGIN
  ASSERT position('most integer)' IN whole) > 0 AND position(marks IN whole) > 0;
  DROP FUNCTION claim_sends(timestamptz, int);
  EXECUTE replace(replace(whole, 'most integer)', 'most integer, claimer uuid DEFAULT NULL)'), marks, marks || ' claimed_by = claimer,');
END $$;
--> statement-breakpoint
-- As before (0022), and a claim's own process may put an attempt back from any state: it knows that nothing was sent. Whoever
-- finds an attempt that is overdue (`claimed_before`) knows that only of one whose file was still going up.
DO $$
DECLARE
  whole text := pg_get_functiondef('send_outcomes'::regproc);
  before text := '(o.kind = ''requeue'') <= (b.state = ''uploading'')';
BEGIN
  ASSERT position(before IN whole) > 0;
  EXECUTE replace(whole, before, '(o.kind = ''requeue'' AND o.claimed_before IS NOT NULL) <= (b.state = ''uploading'')');
END $$;
