// The page that starts a shift hands this phone its token; the scanner takes over.

import { Shift } from "./shift.js"

const pass = JSON.parse(document.getElementById("shift").textContent)
await new Shift().begin(pass)
location.replace("/scan")
