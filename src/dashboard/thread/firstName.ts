/** What one calls somebody in a sentence: the first part of a name, a username or a number whole. */
export const firstName = (name: string): string =>
  /^[@+\d]/.test(name) ? name : (name.split(/\s+/)[0] ?? name)
