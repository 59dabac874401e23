import { plainLine } from "../../api/types/plain_line.ts";
import { problemText } from "../../servers/config/problem.ts";
import type { Offer } from "../settings/offer.ts";
import { changesText, rulesText, toolsText } from "../servers/rules_text.ts";
import type { SurveyedServer } from "../servers/survey.ts";
import { watchedSurvey } from "../servers/watched_survey.ts";
import type { Finding } from "./finding.ts";

const CHARS = 600;

/** Starts each server of the user's config, and says what is wrong with it and with the config. */
export async function servers(offer: Offer): Promise<Finding[]> {
  if (!offer.servers) return [];
  const { path, problems } = offer.servers;
  const surveyed = await watchedSurvey(offer);
  const state = (name?: string) => surveyed.find((server) => server.name === name)?.state;
  return [
    { about: "config", state: "ok", says: `"${path}", servers: ${surveyed.length}` },
    // What stops a server stands in the finding of that server.
    ...problems.filter(({ server, stops }) => !(stops && state(server) === "failed"))
      .map((problem): Finding => ({
        about: "config",
        state: problem.stops && state(problem.server) !== "disabled" ? "fault" : "note",
        says: plainLine(problemText({ ...problem, remedy: "" }).replace(/: $/, ""), CHARS),
        advice: plainLine(problem.remedy, CHARS),
      })),
    ...surveyed.map(judge),
  ];
}

function judge(server: SurveyedServer): Finding {
  const about = `server ${plainLine(server.name, 40)}`;
  switch (server.state) {
    case "disabled":
      return { about, state: "ok", says: "disabled in the config" };
    case "failed":
      return {
        about,
        state: "fault",
        says: `does not work: ${server.reason}`,
        advice: server.remedy!,
      };
    case "works": {
      const rules = rulesText(server);
      const says = `started and listed ${toolsText(server)} in ${server.ms} ms`;
      const all = rules === "" ? says : `${says}; ${rules}`;
      const [refusal] = server.refusals;
      const changes = plainLine(changesText(server), CHARS);
      if (refusal === undefined && changes === "") return { about, state: "ok", says: all };
      if (refusal === undefined) {
        const advice = `look at what they are now: code-mode types ${server.global}`;
        return { about, state: "note", says: `${all}. Tools ${changes}`, advice };
      }
      const advice = "its authors have to mend that; the other tools can be called";
      return { about, state: "note", says: `${all}. ${refusal}`, advice };
    }
  }
}
