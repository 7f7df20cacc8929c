// Notices that nobody is there any more. Timers sleep with the phone, so the clock is asked, not the timer.

import { IDLE_MINUTES } from './session.js';

// Not `scroll`: a message that comes in scrolls too.
const SIGNS = ['keydown', 'pointerdown', 'touchstart', 'touchmove', 'wheel', 'input'];
const WARN_BEFORE = 60_000;

export class Idle {
  // on: { active(), warn(), gone() }
  constructor(on, minutes = IDLE_MINUTES) {
    this.on = on;
    this.limit = minutes * 60_000;
    this.activeAt = Date.now();
    this.warned = false;
    this.note = () => this.noteSign();
    this.look = () => this.check();
    SIGNS.forEach((sign) => document.addEventListener(sign, this.note, { passive: true, capture: true }));
    document.addEventListener('visibilitychange', this.look);
    this.timer = setInterval(this.look, 5000);
  }

  stop() {
    SIGNS.forEach((sign) => document.removeEventListener(sign, this.note, { capture: true }));
    document.removeEventListener('visibilitychange', this.look);
    clearInterval(this.timer);
  }

  noteSign() {
    if (this.check()) return;
    this.activeAt = Date.now();
    this.warned = false;
    this.on.active();
  }

  // True when nobody was there for too long.
  check() {
    const away = Date.now() - this.activeAt;
    if (away >= this.limit) {
      this.stop();
      this.on.gone();
      return true;
    }
    if (away >= this.limit - WARN_BEFORE && !this.warned) {
      this.warned = true;
      this.on.warn();
    }
    return false;
  }
}
