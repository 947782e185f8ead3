/** The inbox before the first customer has written. */
export const first = {
  'first.title': 'No conversations yet',
  'first.play': 'Write as a customer first, then answer here. Nothing reaches real WhatsApp.',
  'first.text': 'They begin when a customer writes to your number.',
  'first.simulate': 'Send yourself a message from the simulator',
  'first.done': 'Done',
  'first.connect': 'Connect a number',
  'first.connected': 'Number connected',
  'first.receive': 'Receive a first message',
  'first.receiveText': 'Takes a few seconds',
  'first.invite': 'Invite your team',
  'first.inviteText': 'Supervisors and agents',
  'first.inviteNow': 'Invite',
} as const
