import { checkTemplate, templateText } from '../domain/checkTemplate.ts'
import { templateLanguage } from '../domain/template.ts'
import { AppError } from '../protocol/errors.ts'
import { findTemplate, readTemplateAccount } from '../store/templates.ts'
import type { ActionContext } from './context.ts'
import type { TemplateRefresh } from './refreshTemplates.ts'

/** An unknown template may be newer than our list: if the list is older than this, Meta is asked again. */
const YOUNG_MS = 30_000
/** How long a send waits for that answer. */
const ASK_MS = 5000

/** `language`: the code to send. `text`: the body as the customer reads it, null if unknown. */
export type CheckedTemplate = { language: string; text: string | null }

/**
 * Checks, before anything is stored, whether a template can be sent from a channel with these components. Until the
 * account's templates have been fetched, everything passes, and Meta decides.
 * @param components the Cloud API's `template.components`
 * @throws AppError unprocessable, with `details.reason` template_unknown, template_not_approved or template_parameters
 */
export async function checkTemplateSend(
  { sql, now }: Pick<ActionContext, 'sql' | 'now'>,
  refresh: TemplateRefresh,
  asked: { channelId: string; name: string; language: string; components: unknown },
): Promise<CheckedTemplate> {
  const { name, components } = asked
  const language = templateLanguage(asked.language)
  const find = async () => {
    const account = await readTemplateAccount(sql, asked.channelId)
    const isKnown = account !== null && account.fetchedAt !== null
    const template = isKnown
      ? await findTemplate(sql, { wabaId: account.wabaId, name, language })
      : null
    return { account, isKnown, template }
  }

  let found = await find()
  const isOld = now() - (found.account?.fetchedAt ?? 0) > YOUNG_MS
  if (found.account && isOld && found.template?.status !== 'APPROVED') {
    await Promise.race([refresh.now(found.account.wabaId), Bun.sleep(ASK_MS)])
    found = await find()
  }
  if (!found.isKnown) return { language: asked.language, text: null }
  const { template } = found
  if (!template) {
    const message = `There is no template ${name} in ${language}.`
    throw new AppError('unprocessable', message, { reason: 'template_unknown' })
  }
  if (template.status !== 'APPROVED') {
    const details = { reason: 'template_not_approved', status: template.status }
    throw new AppError('unprocessable', `The template ${name} is not approved.`, details)
  }
  const fault = checkTemplate(template, components)
  if (fault !== null) throw new AppError('unprocessable', fault, { reason: 'template_parameters' })
  return { language: template.language, text: templateText(template, components) }
}
