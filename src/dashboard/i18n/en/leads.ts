/** The people in the books. */
export const leads = {
  'leads.text': 'Who is in your books. A lead finds its room by the phone.',
  'leads.textOfAgent': 'Who is in your books, of the rooms that are yours.',
  'leads.search': 'Name or phone',
  'leads.phone': 'Phone',
  'leads.none': 'There are none yet. Take them from a CSV file.',
  'leads.notFound': 'No lead matches “{q}”.',
  'leads.export': 'Export',
  'leads.import': 'Import',
  'leads.file': 'A CSV file of leads',
  'leads.report': 'Import finished',
  'leads.created': 'New',
  'leads.updated': 'Changed',
  'leads.unchanged': 'As they were',
  'leads.rejected': 'Not taken',
  'leads.line': 'Line {n}',
} as const
