import type { Config } from '../config.ts'
import type { Log } from '../ops/log.ts'
import { FIRST_NUMBER_ID, WABA_ID } from '../simulator/numbers.ts'
import { createSimulator, type Simulator } from '../simulator/simulator.ts'
import { createGraph, type Graph } from '../whatsapp/graph.ts'

/** Meta as this server sees it: the Graph API, or the simulator in its place. */
export type Meta = {
  /** Null if there is neither an access token nor the simulator. */
  graph: Graph | null
  /** The base URL of the Graph API, also for downloading files. */
  graphUrl: () => string
  /** The access token, also for downloading files. */
  token: () => string
  /** The `phone_number_id` that sends if a request names none. */
  number: string | null
  /** The account whose templates are fetched even before its first webhook. */
  businessAccountId: string | undefined
  simulator: Simulator | null
}

/** @param url this server's own URL, known once it listens */
export function openMeta(
  config: Config,
  { url, log, now }: { url: () => string; log: Log; now: () => number },
): Meta {
  const simulatorUrl = () => `${url()}/simulator`
  const simulator = config.simulator
    ? createSimulator({
        appSecret: config.appSecrets[0]!,
        webhookUrl: () => `${url()}/webhook/whatsapp`,
        url: simulatorUrl,
        log,
        phoneNumberId: config.whatsappPhoneNumberId,
        now,
      })
    : null
  const { whatsappAccessToken, whatsappPhoneNumberId, graphApiVersion: version } = config
  const simulated = config.sendsToSimulator && whatsappAccessToken === undefined
  const token = simulated ? 'simulator' : whatsappAccessToken
  const graphUrl = () => (simulated ? `${simulatorUrl()}/graph` : config.graphBaseUrl)
  return {
    // Without a token, no request would be accepted.
    graph:
      token === undefined ? null : createGraph({ baseUrl: graphUrl, version, token: () => token }),
    graphUrl,
    token: () => token ?? '',
    number: whatsappPhoneNumberId ?? (simulated ? FIRST_NUMBER_ID : null),
    businessAccountId: config.businessAccountId ?? (simulated ? WABA_ID : undefined),
    simulator,
  }
}
