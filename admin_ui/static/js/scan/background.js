// Sends what waits when the network is back although no tab is open: the browser wakes the
// service worker for it, where it can. Everywhere else the next open tab sends it. Part of
// the worker, so nothing here touches a page.

import * as outbox from "./outbox.js"
import { Server, ShutOutError } from "./server.js"
import { Shift } from "./shift.js"
import { LOCK, sendAll, WAKE } from "./sync.js"

self.addEventListener("sync", (event) => {
  if (event.tag === WAKE) event.waitUntil(send(event))
})

async function send({ lastChance }) {
  try {
    await navigator.locks.request(LOCK, exchange)
  } catch (error) {
    // The browser tries a few times; then it is asked anew, since nothing is given up.
    if (!lastChance) throw error
    await self.registration.sync.register(WAKE)
  }
}

async function exchange() {
  const shift = new Shift()
  await shift.open()
  if (!shift.pass) return
  const tabs = new BroadcastChannel(LOCK)
  // Sentences are kept with what is put aside.
  const language = await (await caches.match("/scan/language"))?.text()
  const server = new Server(shift.pass.token, language ?? "pl")
  try {
    await sendAll(server, shift)
    const waiting = (await outbox.all()).filter(outbox.isWaiting).length
    const ready = shift.extract?.day === shift.today
    await server.post("/scan/status", { waiting, ready, as_of: shift.extract?.as_of ?? null })
    tabs.postMessage("handouts")
  } catch (error) {
    if (!(error instanceof ShutOutError)) throw error
    await shift.wipe()
    tabs.postMessage("shift")
  } finally {
    tabs.close()
  }
}
