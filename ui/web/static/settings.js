// The settings: what people choose for themselves, kept in this browser, and what the server decides.
(() => {
  'use strict';

  const { make, notice, question, request, t } = quoth;
  const PREFERENCES = 'quoth-preferences', THEME = 'quoth-theme';
  const NAMES = { min_confidence: 'strictness', evidence_tokens: 'evidence' };
  const LABELS = {
    min_confidence: { 0.1: t('answer_more'), 0.25: t('answer_usual'), 0.5: t('answer_careful'), 0.7: t('answer_strict') },
    evidence_tokens: { 150: t('read_little'), 300: t('read_usual'), 600: t('read_much') },
  };

  function preferences() {
    try {
      return JSON.parse(localStorage.getItem(PREFERENCES)) ?? {};
    } catch {
      return {};
    }
  }

  const meaning = (name, one) => (name === 'min_confidence'
    ? t('strictness_means', { n: one.answered, m: one.wrong })
    : t('evidence_means', { n: one.value, m: one.right }));

  // A group of choices: [[value, words, what it means], …]. Returns the chosen value.
  function choices(form, title, name, options, chosen, fixed) {
    const group = make('fieldset', 'choices');
    group.append(make('legend', '', title));
    group.disabled = fixed;
    for (const [value, words, about] of options) {
      const label = make('label', '');
      const input = make('input', '');
      Object.assign(input, { type: 'radio', name, value, checked: String(value) === String(chosen) });
      const told = make('span', '', words);
      if (about) told.append(make('small', '', about));
      label.append(input, told);
      group.append(label);
    }
    if (name === 'min_confidence') group.append(make('p', 'fixed', t('strictness_measured')));
    if (fixed) group.append(make('p', 'fixed', t('server_decides')));
    form.append(group);
    return () => group.querySelector('input:checked')?.value;
  }

  function fixedLine(list, title, value) {
    list.append(make('dt', '', title), make('dd', '', value));
  }

  async function open() {
    const server = await request('api/settings');
    if (server.error) return notice(server.error);
    const own = preferences(), chosen = {};
    let language, theme;
    const fill = (form) => {
      form.classList.add('settings');
      language = choices(form, t('language'), 'language', Object.entries(quoth.languages), quoth.language);
      theme = choices(form, t('theme'), 'theme', [['', t('theme_system')], ['light', t('theme_light')], ['dark', t('theme_dark')]], localStorage.getItem(THEME) ?? '');
      for (const [name, { value, fixed, offered }] of Object.entries(server.choices)) {
        const options = offered.map((one) => [one.value, LABELS[name][one.value], meaning(name, one)]);
        if (!offered.some((one) => one.value === value)) options.unshift([value, t('server_value', { name: value })]);
        const isOffered = offered.some((one) => one.value === own[name]);
        chosen[name] = choices(form, t(NAMES[name]), name, options, isOffered && !fixed ? own[name] : value, fixed);
      }
      const list = make('dl', '');
      fixedLine(list, t('engine'), server.engine);
      if (server.model) fixedLine(list, t('model'), server.model);
      form.append(list, make('p', 'fixed', t('server_decides')));
    };
    if (!await question(t('settings'), fill, [[t('save'), 'save']])) return;
    const wanted = {};
    for (const [name, { value, fixed }] of Object.entries(server.choices)) {
      if (!fixed && Number(chosen[name]()) !== value) wanted[name] = Number(chosen[name]());
    }
    localStorage.setItem(PREFERENCES, JSON.stringify(wanted));
    if (theme()) localStorage.setItem(THEME, theme());
    else localStorage.removeItem(THEME);
    applyTheme(true);
    if (language() === quoth.language) return notice(t('settings_kept'));
    document.cookie = `quoth_language=${language()}; Max-Age=34560000; Path=/; SameSite=Lax`;
    location.reload();
  }

  // Gradio follows the system whenever it starts; a choice of one's own wins.
  const system = matchMedia('(prefers-color-scheme: dark)');
  function applyTheme(now) {
    const theme = localStorage.getItem(THEME) ?? (now === true && (system.matches ? 'dark' : 'light'));
    if (theme) document.body.classList.toggle('dark', theme === 'dark');
  }

  quoth.onChange(applyTheme);
  quoth.onStart(applyTheme);
  Object.assign(quoth, { preferences, openSettings: open });
})();
