import { renameContact as rename } from '../store/identities.ts'
import { changeContacts } from './changeContacts.ts'
import { type ActionContext, transact } from './context.ts'

/** [I24] Stores a customer's new profile name or username (null: unchanged), with a `room_updated` for each of its rooms. */
export function renameContact(
  ctx: ActionContext,
  contactId: string,
  names: { profileName: string | null; username: string | null },
): Promise<void> {
  return transact(ctx, (tx, emit) =>
    changeContacts(tx, emit, [contactId], async () => {
      await rename(tx, contactId, names, ctx.now())
      return []
    }),
  ).then(() => {})
}
