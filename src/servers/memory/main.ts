/**
 * The whole program of the memory server's process. server-memory takes over stdio as soon as it is
 * imported, so it needs a process of its own; importing it here puts it under our lock file.
 */
import "./keep_owner.ts";
import "@modelcontextprotocol/server-memory/dist/index.js";
