import { NodeWebSocket, NodeXHR } from 'socket.io-client'

/**
 * Transports of a client that goes over to a WebSocket when it has the first of what it missed by polling: only then is
 * the WebSocket tried, and there is no poll until it has answered.
 */
export function upgradeAtFirstEvent() {
  const begun = Promise.withResolvers<void>()
  const tried = Promise.withResolvers<void>()

  class Polling extends NodeXHR {
    #isHeld = false
    override onData(data: string) {
      if (!this.#isHeld && data.includes('42[')) {
        this.#isHeld = true
        this.socket.once('upgrading', () => tried.resolve())
        begun.resolve()
      }
      super.onData(data)
    }
    override doPoll() {
      if (this.#isHeld) void tried.promise.then(() => super.doPoll())
      else super.doPoll()
    }
  }

  class Socket extends NodeWebSocket {
    override doOpen() {
      void begun.promise.then(() => super.doOpen())
      return this
    }
  }

  return [Polling, Socket]
}
