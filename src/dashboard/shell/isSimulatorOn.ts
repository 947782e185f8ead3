/** Whether the simulator is on. The server marks its page with a meta tag then (in development by default). */
export const isSimulatorOn = (): boolean =>
  typeof document !== 'undefined' && document.querySelector('meta[name=simulator]') !== null
