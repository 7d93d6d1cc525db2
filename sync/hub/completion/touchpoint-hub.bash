# bash completion for touchpoint-hub: made by `touchpoint-hub completion bash`.
_touchpoint_hub() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= word i
  case $prev in
    --config) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --dir) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --name) COMPREPLY=(); return ;;
    --host) COMPREPLY=(); return ;;
    --devices-listen) COMPREPLY=(); return ;;
    --sources-listen) COMPREPLY=(); return ;;
    --console-listen) COMPREPLY=(); return ;;
    --mqtt-port) COMPREPLY=(); return ;;
    --device) COMPREPLY=(); return ;;
    --store) COMPREPLY=(); return ;;
    --valid) COMPREPLY=(); return ;;
    --hub) COMPREPLY=(); return ;;
    --fingerprint) COMPREPLY=(); return ;;
    --user-id) COMPREPLY=($(compgen -W "loyalty account" -- "$cur")); return ;;
    --home-store) COMPREPLY=(); return ;;
    --ring) COMPREPLY=(); return ;;
    --note) COMPREPLY=(); return ;;
    --pin-file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --display-name) COMPREPLY=(); return ;;
    --role) COMPREPLY=($(compgen -W "associate supervisor it" -- "$cur")); return ;;
    --survey) COMPREPLY=(); return ;;
    --reason) COMPREPLY=(); return ;;
    --source) COMPREPLY=(); return ;;
    --currency) COMPREPLY=(); return ;;
  esac
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word="${command:+$command }${COMP_WORDS[i]}"
    case $word in
      "init"|"serve"|"token"|"token list"|"token withdraw"|"device"|"device list"|"device revoke"|"line"|"approve"|"pending"|"pending list"|"pending approve"|"pending refuse"|"ca"|"ca show"|"ca renew"|"ca add"|"ca switch"|"ca drop"|"source"|"source add"|"source rotate"|"source remove"|"source list"|"settings"|"settings check"|"settings publish"|"settings widen"|"settings withdraw"|"settings show"|"settings status"|"ring"|"ring add"|"ring list"|"ring put"|"staff"|"staff add"|"staff reset"|"staff remove"|"staff list"|"staff-survey"|"profile"|"profile find"|"profile show"|"profile proposals"|"profile merge"|"profile split"|"profile reconsider"|"operator"|"operator add"|"operator remove"|"operator list"|"operator actions"|"prove"|"backup"|"restored"|"status"|"import"|"import orders"|"completion"|"completion bash") command=$word ;;
    esac
  done
  case $command in
    "") COMPREPLY=($(compgen -W "init serve token device line approve pending ca source settings ring staff staff-survey profile operator prove backup restored status import completion -h --help --config --version" -- "$cur")) ;;
    "init") COMPREPLY=($(compgen -W "--dir --name --host --devices-listen --sources-listen --console-listen --mqtt-port --no-broker -h --help --config --version" -- "$cur")) ;;
    "serve") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "token") COMPREPLY=($(compgen -W "list withdraw --device --store --valid --hub --qr -h --help --config --version" -- "$cur")) ;;
    "token list") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "token withdraw") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "device") COMPREPLY=($(compgen -W "list revoke -h --help --config --version" -- "$cur")) ;;
    "device list") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "device revoke") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "line") COMPREPLY=($(compgen -W "--hub --qr -h --help --config --version" -- "$cur")) ;;
    "approve") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur") $(compgen -f -- "$cur")) ;;
    "pending") COMPREPLY=($(compgen -W "list approve refuse -h --help --config --version" -- "$cur")) ;;
    "pending list") COMPREPLY=($(compgen -W "--json -h --help --config --version" -- "$cur")) ;;
    "pending approve") COMPREPLY=($(compgen -W "--fingerprint -h --help --config --version" -- "$cur")) ;;
    "pending refuse") COMPREPLY=($(compgen -W "--fingerprint -h --help --config --version" -- "$cur")) ;;
    "ca") COMPREPLY=($(compgen -W "show renew add switch drop -h --help --config --version" -- "$cur")) ;;
    "ca show") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "ca renew") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "ca add") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "ca switch") COMPREPLY=($(compgen -W "--at-once -h --help --config --version" -- "$cur")) ;;
    "ca drop") COMPREPLY=($(compgen -W "--at-once -h --help --config --version" -- "$cur")) ;;
    "source") COMPREPLY=($(compgen -W "add rotate remove list -h --help --config --version" -- "$cur")) ;;
    "source add") COMPREPLY=($(compgen -W "--user-id --home-store -h --help --config --version" -- "$cur")) ;;
    "source rotate") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "source remove") COMPREPLY=($(compgen -W "--yes -h --help --config --version" -- "$cur")) ;;
    "source list") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "settings") COMPREPLY=($(compgen -W "check publish widen withdraw show status -h --help --config --version" -- "$cur")) ;;
    "settings check") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur") $(compgen -f -- "$cur")) ;;
    "settings publish") COMPREPLY=($(compgen -W "--ring --note -h --help --config --version" -- "$cur") $(compgen -f -- "$cur")) ;;
    "settings widen") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "settings withdraw") COMPREPLY=($(compgen -W "--note -h --help --config --version" -- "$cur")) ;;
    "settings show") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "settings status") COMPREPLY=($(compgen -W "--json -h --help --config --version" -- "$cur")) ;;
    "ring") COMPREPLY=($(compgen -W "add list put -h --help --config --version" -- "$cur")) ;;
    "ring add") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "ring list") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "ring put") COMPREPLY=($(compgen -W "--device --store -h --help --config --version" -- "$cur")) ;;
    "staff") COMPREPLY=($(compgen -W "add reset remove list -h --help --config --version" -- "$cur")) ;;
    "staff add") COMPREPLY=($(compgen -W "--store --pin-file --display-name --role -h --help --config --version" -- "$cur")) ;;
    "staff reset") COMPREPLY=($(compgen -W "--store --pin-file -h --help --config --version" -- "$cur")) ;;
    "staff remove") COMPREPLY=($(compgen -W "--store -h --help --config --version" -- "$cur")) ;;
    "staff list") COMPREPLY=($(compgen -W "--store -h --help --config --version" -- "$cur")) ;;
    "staff-survey") COMPREPLY=($(compgen -W "--survey --csv --json -h --help --config --version" -- "$cur")) ;;
    "profile") COMPREPLY=($(compgen -W "find show proposals merge split reconsider -h --help --config --version" -- "$cur")) ;;
    "profile find") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "profile show") COMPREPLY=($(compgen -W "--json -h --help --config --version" -- "$cur")) ;;
    "profile proposals") COMPREPLY=($(compgen -W "--json -h --help --config --version" -- "$cur")) ;;
    "profile merge") COMPREPLY=($(compgen -W "--reason -h --help --config --version" -- "$cur")) ;;
    "profile split") COMPREPLY=($(compgen -W "--reason -h --help --config --version" -- "$cur")) ;;
    "profile reconsider") COMPREPLY=($(compgen -W "--reason -h --help --config --version" -- "$cur")) ;;
    "operator") COMPREPLY=($(compgen -W "add remove list actions -h --help --config --version" -- "$cur")) ;;
    "operator add") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "operator remove") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "operator list") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "operator actions") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "prove") COMPREPLY=($(compgen -W "--device --json -h --help --config --version" -- "$cur")) ;;
    "backup") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "restored") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
    "status") COMPREPLY=($(compgen -W "--json -h --help --config --version" -- "$cur")) ;;
    "import") COMPREPLY=($(compgen -W "orders -h --help --config --version" -- "$cur")) ;;
    "import orders") COMPREPLY=($(compgen -W "--source --currency -h --help --config --version" -- "$cur") $(compgen -f -- "$cur")) ;;
    "completion") COMPREPLY=($(compgen -W "bash -h --help --config --version" -- "$cur")) ;;
    "completion bash") COMPREPLY=($(compgen -W "-h --help --config --version" -- "$cur")) ;;
  esac
}
complete -o filenames -F _touchpoint_hub touchpoint-hub
