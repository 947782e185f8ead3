/** Texts that all pages share. */
export const ui = {
  'ui.close': 'Close',
  'ui.cancel': 'Cancel',
  'ui.save': 'Save',
  'ui.clear': 'Clear',
  'ui.retry': 'Try again',
  'ui.notices': 'Notices',
  'ui.loading': 'Loading…',
  'ui.more': 'Show more',
  'ui.notCopied': 'It could not be copied. Select it, and copy it by hand.',
  'error.offline': 'The server cannot be reached. Your work is kept.',
  'error.rate_limited': 'Too many requests at once. Wait a moment, then try again.',
  'error.forbidden': 'Your role may not do this.',
  'error.not_found': 'It is not there any more, or no longer yours.',
  'error.server': 'The server answered with an error ({status}). Your messages are safe.',
} as const
