/** Whether customers can be played here: the server says so in its page, in development. */
export const simulatorOn = (): boolean =>
  typeof document !== 'undefined' && document.querySelector('meta[name=simulator]') !== null
