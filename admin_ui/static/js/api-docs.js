// Shows the OpenAPI document in the vendored Swagger UI. Trying a call out is off: it
// would act on real data, and a write needs the session's token.

const place = document.getElementById("api-docs")

globalThis.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  supportedSubmitMethods: [],
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  onComplete: () => place.removeAttribute("aria-busy"),
  // The page has a heading of its own.
  plugins: [() => ({ wrapComponents: { InfoContainer: () => () => null } })],
})
