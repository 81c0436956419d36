// The end of a shift, which a person can take back for some seconds. Until then the list
// lies sealed and is shown to nobody. If the page goes meanwhile, the next one ends it.

import { showEnding } from "./screen.js"
import * as store from "./store.js"

const MARK = "ending"
const BACK_MS = 10_000

/** Say whether an end was begun that nobody has taken back or finished. */
export async function isBegun() {
  return await store.get("sealed", MARK) !== undefined
}

/** Begin the end of `shift`; resolves to whether somebody takes it back. */
export async function isTakenBack(shift, redraw) {
  await store.put("sealed", MARK, true)
  shift.isEnding = true
  await redraw()
  const taken = await new Promise((done) => {
    showEnding(() => done(true))
    setTimeout(done, BACK_MS, false)
  })
  shift.isEnding = false
  if (taken) await store.remove("sealed", MARK)
  return taken
}
