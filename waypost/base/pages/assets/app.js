// Every page works without this file: it only makes what is there more comfortable.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  ExitThisPage,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend";

const components = [
  Button, // a second click within a second does not send a form twice
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  ExitThisPage, // Shift three times; the link itself needs no script
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
];

for (const component of components) createAll(component);
