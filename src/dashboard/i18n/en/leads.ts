/** The leads. */
export const leads = {
  'leads.text': 'Your leads. A lead is matched to its room by phone number.',
  'leads.textOfAgent': 'The leads of your rooms.',
  'leads.search': 'Name or phone',
  'leads.phone': 'Phone',
  'leads.none': 'No leads yet. Import them from a CSV file.',
  'leads.notFound': 'No lead matches “{q}”.',
  'leads.export': 'Export',
  'leads.import': 'Import',
  'leads.file': 'A CSV file of leads',
  'leads.report': 'Import finished',
  'leads.created': 'New',
  'leads.updated': 'Changed',
  'leads.unchanged': 'Unchanged',
  'leads.rejected': 'Rejected',
  'leads.line': 'Line {n}',
} as const
