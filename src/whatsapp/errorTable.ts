/** How to react to a failure (facts sheet, section 7). */
export type ErrorClass =
  /** Passes by itself: back off and try again. */
  | 'retry'
  /** As `retry`, but more than a few tries seldom help. */
  | 'few_tries'
  /** Meta holds back for hours or days. */
  | 'wait_long'
  /** Nothing can be sent from this number until somebody fixes its cause. */
  | 'channel_broken'
  /** This customer can't be reached this way. */
  | 'recipient'
  /** This message can't be sent as it is. */
  | 'message'
  /** This template can't be sent as it is. */
  | 'template'

/** What to do where a code has no advice of its own. */
export const ADVICE: Record<ErrorClass, string> = {
  retry: 'It is tried again by itself for a while. Once it shows as failed, retry it later.',
  few_tries: 'It is tried again by itself a few times. If it still fails, retry it later.',
  wait_long: 'Wait a day before you try again.',
  channel_broken: 'Ask an administrator: nothing can be sent from this number until it is fixed.',
  recipient: 'Reach this customer in another way.',
  message: 'Change the message and send it again.',
  template: 'Check the template in WhatsApp Manager, then send it again or choose another.',
}

type Row = readonly [title: string, advice?: string]

const TOKEN = 'Ask an administrator to put in a new access token.'
const PERMISSION =
  'Ask an administrator to give the access token the permissions whatsapp_business_messaging and whatsapp_business_management.'
const MANAGER = 'Ask an administrator to look at the account in WhatsApp Manager.'
const REGISTER = 'Ask an administrator to register the number for the Cloud API.'
const PARAMETERS = 'Fill in the parameters as the template asks for them, and send it again.'

/** Every code of the facts sheet, section 7, and the Graph API's own of rates, with a sentence that a person understands. */
export const TABLE: Record<ErrorClass, Record<number, Row>> = {
  retry: {
    2: ['WhatsApp is down or overloaded for the moment.'],
    4: ['The app has called WhatsApp too often.'],
    17: ['The account has called WhatsApp too often.'],
    32: ['The app has called WhatsApp too often for this account.'],
    613: ['Requests of this kind have come to WhatsApp too often.'],
    80007: ['The WhatsApp Business account has called WhatsApp too often.'],
    80008: ['The WhatsApp Business account has been asked about too often.'],
    130429: ['More messages were sent at once than this number may send.'],
    131016: ['A part of WhatsApp is not available for the moment.'],
    131056: [
      'Too many messages were sent to this customer in a short time.',
      'Wait some minutes, then retry it. Write fewer, longer messages.',
    ],
    131057: ['WhatsApp is maintaining this number; it is back within minutes.'],
    133004: ['WhatsApp’s server is not available for the moment.'],
  },
  few_tries: {
    1: ['WhatsApp did not understand the request, or failed itself.'],
    131000: ['Something went wrong at WhatsApp.'],
  },
  wait_long: {
    131048: [
      'WhatsApp limits this number: too many of its messages were blocked or reported as spam.',
      'Send only to customers who expect it, and look at the number’s quality in WhatsApp Manager.',
    ],
    131049: [
      'WhatsApp held back this marketing message: the customer has had enough of them lately.',
      'Wait at least 24 hours, or until the customer writes.',
    ],
    131064: [
      'WhatsApp limits this account: templates were filed under the wrong category.',
      'The limit ends by itself. File templates under the category that fits them.',
    ],
    133015: [
      'The number was deleted a short while ago, and that is not finished.',
      'Wait five minutes before you try again.',
    ],
    133016: [
      'The number was registered or deregistered too often.',
      'Wait until WhatsApp allows it again: up to 72 hours.',
    ],
  },
  channel_broken: {
    0: ['WhatsApp does not accept the access token.', TOKEN],
    3: ['The app lacks a permission for this.', PERMISSION],
    10: ['A permission was not given, or was taken back.', PERMISSION],
    190: ['The access token has expired or was revoked.', TOKEN],
    368: ['The account is blocked for breaking WhatsApp’s policies.', MANAGER],
    130497: ['The account may not write to customers in this country.', MANAGER],
    131005: ['The access token lacks a permission.', PERMISSION],
    131031: ['The account is locked, or a restriction is on it.', MANAGER],
    131037: ['The number’s display name is not approved.', MANAGER],
    131042: [
      'There is a problem with the account’s payment.',
      'Ask an administrator to check the payment method in Meta’s billing settings.',
    ],
    131045: ['The number is not registered for the Cloud API.', REGISTER],
    133010: ['The number is not registered for the Cloud API.', REGISTER],
  },
  recipient: {
    130472: [
      'WhatsApp withheld this message: the customer is part of an experiment.',
      'Reach the customer in another way, or wait until the customer writes.',
    ],
    131021: [
      'The message was addressed to the number that sends it.',
      'Send it to a customer’s number.',
    ],
    131026: [
      'The message could not be delivered: the customer may not use WhatsApp, or an old version of it.',
      'Check the number, and ask the customer to write to you or to update WhatsApp.',
    ],
    131030: [
      'A test number may write only to the numbers on its list, and this one is not on it.',
      'Ask an administrator to add the customer’s number to the list, or to use a real number.',
    ],
    131050: [
      'The customer does not want marketing messages from this business.',
      'Send none until the customer asks for them again. Other messages still go through.',
    ],
    131062: [
      'This kind of message needs the customer’s phone number, and it is hidden.',
      'Ask the customer for the phone number first.',
    ],
    137000: [
      'The customer’s security code has changed.',
      'Make sure that it is the same person, then send it again.',
    ],
  },
  message: {
    33: [
      'WhatsApp does not know this number of ours, or it was deleted.',
      'Ask an administrator to check the phone number id.',
    ],
    100: ['WhatsApp does not accept a part of this message.'],
    131008: ['The message lacks a part that WhatsApp needs.'],
    131009: ['A part of this message has a value that WhatsApp does not accept.'],
    131047: [
      'More than 24 hours have passed since the customer last wrote.',
      'Send a template: once the customer answers, you can write freely again.',
    ],
    131051: ['WhatsApp does not support this kind of message.', 'Send it as another kind.'],
    131052: ['The file that the customer sent could not be fetched.', 'Ask for it once more.'],
    131053: [
      'WhatsApp could not take this file.',
      'Check its type and size, convert it if need be, and send it again.',
    ],
    131060: ['This message is not available for the moment.', 'Ask the customer to send it again.'],
    131063: [
      'Marketing templates are switched off for this account.',
      'Ask an administrator to allow them for the Cloud API in WhatsApp Manager.',
    ],
    131065: ['WhatsApp refused this message.'],
    135000: ['WhatsApp could not read a part of this message.'],
  },
  template: {
    132000: ['The template needs a different number of parameters.', PARAMETERS],
    132001: [
      'There is no approved template of this name in this language.',
      'Choose another template or language, or wait until it is approved.',
    ],
    132005: ['The template with its parameters is too long.', 'Shorten the parameters.'],
    132007: ['The template breaks a WhatsApp policy.'],
    132008: ['A parameter does not have the form that the template asks for.', PARAMETERS],
    132012: ['A parameter does not have the form that the template asks for.', PARAMETERS],
    132015: [
      'The template is paused: too many customers disliked it.',
      'Choose another template, or wait until WhatsApp resumes it.',
    ],
    132016: [
      'The template is disabled for good: it was paused too often.',
      'Choose another template, or make a new one.',
    ],
    132018: ['A parameter of the template is not valid.', PARAMETERS],
    132068: ['The flow in this template is blocked.', 'Ask an administrator to fix the flow.'],
    132069: [
      'The flow in this template is slowed down: its quota for this hour is used up.',
      'Wait an hour, or ask an administrator to fix the flow.',
    ],
  },
}
