// Two keys log a call: its number, then Y (avoidable) or N (not). Nothing happens while somebody types, or holds a
// modifier; one key alone does nothing. The keys can be switched off, and stay off in this browser (WCAG 2.1.4).
const control = document.querySelector('[data-module="waypost-log-call"]');
const SWITCH = 'waypost-call-keys';
const WITHIN_MS = 8000;

function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function areOn() {
  try {
    return window.localStorage.getItem(SWITCH) !== 'off';
  } catch {
    return true;
  }
}

function setOn(on) {
  try {
    window.localStorage.setItem(SWITCH, on ? 'on' : 'off');
  } catch {
    // Without storage the keys stay as they are.
  }
}

if (control) {
  const said = control.querySelector('.waypost-calls__keys');
  const turn = document.createElement('button');
  const live = document.createElement('span');
  turn.type = 'button';
  turn.className = 'waypost-link-button';
  live.setAttribute('role', 'status');
  said.append(live, ' ', turn);
  said.hidden = false;

  let chosen = null;
  let forget = 0;

  const explain = () => {
    live.textContent = areOn()
      ? 'Press the number of a reason, then Y for avoidable or N for not avoidable.'
      : 'Number keys are off.';
    turn.textContent = areOn() ? 'Turn number keys off' : 'Turn number keys on';
  };
  const leave = () => {
    chosen?.classList.remove('waypost-calls__reason--chosen');
    chosen = null;
    window.clearTimeout(forget);
    explain();
  };
  const choose = (reason) => {
    leave();
    chosen = reason;
    control.open = true;
    reason.classList.add('waypost-calls__reason--chosen');
    live.textContent = `${reason.querySelector('.waypost-calls__words').textContent.trim()}: Y avoidable, N not avoidable, Escape to leave it.`;
    reason.scrollIntoView({ block: 'nearest' });
    forget = window.setTimeout(leave, WITHIN_MS);
  };

  turn.addEventListener('click', () => {
    setOn(!areOn());
    leave();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isTyping(event.target) && event.target.value === '') {
      // Out of an empty box the keys are free again.
      event.target.blur();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing || isTyping(event.target) || !areOn()) {
      return;
    }
    const key = event.key.toLowerCase();
    if (chosen && (key === 'y' || key === 'n')) {
      event.preventDefault();
      const button = chosen.querySelector(`button[value$=":${key === 'y' ? 'yes' : 'no'}"]`);
      leave();
      button.click();
    } else if (key === 'escape') {
      leave();
    } else {
      const reason = /^[1-9]$/.test(key) && control.querySelector(`[data-key="${key}"]`);
      if (reason) {
        event.preventDefault();
        choose(reason);
      }
    }
  });
  explain();
}
