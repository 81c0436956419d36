// Before the first paint: the theme, contrast and size that this person chose. The shell
// is the same for everybody, so it cannot arrive dressed.
{
  const [, chosen] = document.cookie.match(/(?:^|; )kromka_view=([a-z.]+)/) ?? []
  const [theme, contrast, text] = (chosen ?? "").split(".")
  Object.assign(document.documentElement.dataset, text ? { theme, contrast, text } : {})
}
