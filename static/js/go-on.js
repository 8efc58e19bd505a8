// A form that waited for a confirmation is sent once, by itself; its button does it without scripts.
"use strict";

document.querySelector("form[data-goes-on]")?.requestSubmit();
