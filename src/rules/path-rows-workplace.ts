import { type PathRow, templates } from "./path-rows.ts";

/** Written for an agent, and now and then for the agents of those who install the package. */
const guidance = "{CLAUDE,AGENTS,AGENT,GEMINI,CODEX,QWEN,CRUSH,WARP,CODEBUDDY,IFLOW,GROK,JULES}.md";

/** What Finder, Explorer and their like call a second one: `index copy.js`, `index (1).js`. */
const copies =
  "*{ copy, - Copy, copy [0-9], ([0-9])}.{js,mjs,cjs,jsx,ts,mts,cts,tsx,json,css,scss,html,md,map,vue,svelte}";

/** What the machine, the editor and the agents of whoever works on the package leave. */
export const workplaceRows: readonly PathRow[] = [
  {
    id: "os-junk",
    title: "Operating system junk",
    catches:
      "What macOS, Windows and Linux desktops leave in every folder they show. A `.DS_Store` lists the names of the files beside it, shipped or not.",
    incident:
      "mapbox-gl 1.9.1 shipped `dist/.DS_Store` and `src/.DS_Store`; term-size 2.2.0 two of them below `vendor/`.",
    fix: 'Delete it; in `files` of package.json `"!**/.DS_Store"` keeps it out for good.',
    says: "operating system junk",
    patterns: [
      ".DS_Store",
      "._*",
      "__MACOSX/",
      ".{AppleDouble,AppleDB,AppleDesktop,Spotlight-V100,Trashes,fseventsd,TemporaryItems,DocumentRevisions-V100}/",
      ".{LSOverride,VolumeIcon.icns,apdisk}",
      "Icon\r",
      "{thumbs,ehthumbs,ehthumbs_vista}.db",
      "desktop.ini",
      "$RECYCLE.BIN/",
      "*.lnk",
      ".directory",
      ".Trash-*/",
      ".nfs[0-9a-f]*",
      ".fuse_hidden*",
      ".{localized,dropbox,dropbox.attr,com.apple.timemachine.donotpresent}",
      ".{dropbox.cache,stfolder,stversions,sync}/",
      "{System Volume Information,@eaDir,lost+found,Network Trash Folder}/",
      ".~lock.*#",
      "~$*",
      ".goutputstream-*",
      ".*.kate-swp",
      "*.crdownload",
    ],
    anyCase: true,
    quietInBundled: true,
  },
  {
    id: "editor-junk",
    title: "Editor files",
    catches:
      "Settings, histories, swap and backup files of editors and IDEs. A swap or backup file holds another state of the file beside it. " +
      "Left alone: .editorconfig (see dev-config).",
    incident:
      "colors 1.3.2 shipped vim's `lib/.colors.js.swp`, base64-arraybuffer 0.1.2 `package.json~`; sqlite3 4.0.7 (May 2019) about 150 MB below `.vscode/`.",
    fix: "Delete it, keep such names in a global gitignore as well, and exclude it in `files` of package.json.",
    says: "an editor's file",
    patterns: [
      ".{idea,vscode,vscode-test,vscode-server,vs,fleet,zed,history,settings,metadata,nova,theia,eclipse,ropeproject,spyproject,lsp,cursor-server}/",
      "nbproject/",
      ".{project,classpath,cproject,pydevproject,buildpath,factorypath,tern-port,tern-project,netrwhist,projectile,komodoproject,kateproject}",
      ".{vimrc,lvimrc,exrc,dir-locals.el,clangd,ccls,ycm_extra_conf.py,viminfo}",
      ".*.sw[a-px]",
      "*.{swp,swo,un~,bak,orig,rej,iml,ipr,iws,suo,tmp}",
      "*.{sublime-project,sublime-workspace,code-workspace,kate-swp,vcxproj.user,csproj.user}",
      "*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,json,css,scss,html,md,yml,yaml,vue,svelte}.{old,save,backup,bak1,bak2}",
      "*_{BACKUP,BASE,LOCAL,REMOTE}_[0-9]*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,json,css,scss,html,md,yml,yaml,vue,svelte}",
      copies,
      "cscope.{out,in.out,po.out}",
      "*~",
      "#*#",
      ".#*",
      "Session.vim",
      ...templates,
    ],
    mild: { patterns: [copies], says: "a copy that a file manager made, by its name" },
    quietInBundled: true,
  },
  {
    id: "agent-file",
    title: "Coding agent's file",
    catches:
      "Instructions, settings, permissions, transcripts and memories of coding agents. Settings that are called local hold paths and allowed commands " +
      "of one machine. A file that `files` names by its exact path (AGENTS.md for the readers of the package) is a warning only. Left alone: names in other " +
      "letter cases such as docs/agents.md, plugins (`.claude-plugin/`), skills, templates.",
    incident:
      "nanoid 3.3.12 and slow-redact 0.3.2 shipped `.claude/settings.local.json`, with paths of the developer's machine; a scan of 2026 found one such file " +
      "in about a hundred packages.",
    fix: "Exclude it in `files` of package.json. If it is written for the package's users, name it there by its exact path, or waive it.",
    says: "a coding agent's file",
    patterns: [
      ".{claude,cursor,windsurf,codeium,aider,continue,roo,cline,clinerules,gemini,codex,qwen,kiro,junie,trae,augment,goose}/",
      ".{agents,agent,amazonq,opencode,crush,specstory,serena,taskmaster,specify,factory,openhands,tabnine,cody,codebuddy,playwright-mcp}/",
      ".{kilocode,zencoder,bolt,lovable,idx,firebender,ruler,swarm,hive-mind,superdesign,bmad-core,qodo,codiumai,antigravity,aiassistant,amp,warp,rovodev}/",
      ".{iflow,copilot,gptme,sourcegraph,tessl,task-master,beads,devin,grok,conductor,letta,vibe,forge,mentat,sweep,bmad,agent-os,claude-flow,claude-trace}/",
      ".plandex*/",
      ".claude.json.*",
      "{claude_desktop_config,firebender}.json",
      ".kilocode{modes,ignore,rules}",
      ".github/copilot/",
      guidance,
      ".{claude,mcp}.json",
      ".cursor{rules,ignore,indexingignore}",
      ".windsurf{rules,ignore}",
      ".roo{modes,ignore,rules}",
      ".roorules-*",
      ".cline{rules,ignore}",
      ".{claudeignore,codeiumignore,aiderignore,continueignore,continuerules,geminiignore,augmentignore,augment-guidelines,goosehints,rules}",
      ".aider*",
      ".aider*/",
      "copilot-instructions.md",
      ".github/{instructions,prompts,chatmodes,agents}/",
      "{opencode,crush}.json",
      "repomix-output.{xml,md,txt,json}",
      ...templates,
      "!/skills/",
      ".claude/*.local.json",
      "{CLAUDE.local,AGENTS.override}.md",
    ],
    mildWhenNamed: [guidance],
    quietInBundled: true,
  },
];
