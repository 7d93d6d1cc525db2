# bash completion for touchpointctl: made by `touchpointctl completion bash`.
_touchpointctl() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= word i
  case $prev in
    --socket) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --config) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --lang) COMPREPLY=($(compgen -W "it en" -- "$cur")); return ;;
    --hub) COMPREPLY=(); return ;;
    --token-file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --line-file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
    -n|--rows) COMPREPLY=(); return ;;
    --profile) COMPREPLY=(); return ;;
    --yes-wipe) COMPREPLY=(); return ;;
    --display-name) COMPREPLY=(); return ;;
    --role) COMPREPLY=($(compgen -W "associate supervisor it" -- "$cur")); return ;;
    --pin-file) COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word="${command:+$command }${COMP_WORDS[i]}"
    case $word in
      "status"|"doctor"|"support-bundle"|"enrol"|"identity"|"config"|"config check"|"config show"|"config example"|"config man"|"completion"|"completion bash"|"manual"|"tail"|"why"|"backup"|"restore"|"prove"|"refused"|"refused list"|"refused retry"|"erase"|"wipe"|"staff"|"staff add"|"staff list"|"staff remove"|"staff enable"|"staff badge"|"token"|"token add"|"token list"|"token remove"|"tablet"|"tablet pair"|"tablet list"|"tablet revoke"|"tablet authority") command=$word ;;
    esac
  done
  case $command in
    "") COMPREPLY=($(compgen -W "status doctor support-bundle enrol identity config completion manual tail why backup restore prove refused erase wipe staff token tablet -h --help --version --socket --config --lang" -- "$cur")) ;;
    "status") COMPREPLY=($(compgen -W "--json -h --help --version --socket --config --lang" -- "$cur")) ;;
    "doctor") COMPREPLY=($(compgen -W "--json -h --help --version --socket --config --lang" -- "$cur")) ;;
    "support-bundle") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur") $(compgen -f -- "$cur")) ;;
    "enrol") COMPREPLY=($(compgen -W "--hub --token-file --line-file --remove-file -h --help --version --socket --config --lang" -- "$cur")) ;;
    "identity") COMPREPLY=($(compgen -W "--json -h --help --version --socket --config --lang" -- "$cur")) ;;
    "config") COMPREPLY=($(compgen -W "check show example man -h --help --version --socket --config --lang" -- "$cur")) ;;
    "config check") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur") $(compgen -f -- "$cur")) ;;
    "config show") COMPREPLY=($(compgen -W "--origin --json -h --help --version --socket --config --lang" -- "$cur") $(compgen -f -- "$cur")) ;;
    "config example") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "config man") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "completion") COMPREPLY=($(compgen -W "bash -h --help --version --socket --config --lang" -- "$cur")) ;;
    "completion bash") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "manual") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "tail") COMPREPLY=($(compgen -W "-n --rows -f --follow --json -h --help --version --socket --config --lang" -- "$cur")) ;;
    "why") COMPREPLY=($(compgen -W "--json -h --help --version --socket --config --lang" -- "$cur")) ;;
    "backup") COMPREPLY=($(compgen -W "--with-identity -h --help --version --socket --config --lang" -- "$cur") $(compgen -f -- "$cur")) ;;
    "restore") COMPREPLY=($(compgen -W "--set-aside -h --help --version --socket --config --lang" -- "$cur") $(compgen -f -- "$cur")) ;;
    "prove") COMPREPLY=($(compgen -W "--json -h --help --version --socket --config --lang" -- "$cur")) ;;
    "refused") COMPREPLY=($(compgen -W "list retry -h --help --version --socket --config --lang" -- "$cur")) ;;
    "refused list") COMPREPLY=($(compgen -W "--json -h --help --version --socket --config --lang" -- "$cur")) ;;
    "refused retry") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "erase") COMPREPLY=($(compgen -W "--profile -h --help --version --socket --config --lang" -- "$cur")) ;;
    "wipe") COMPREPLY=($(compgen -W "--yes-wipe --lose-unsent -h --help --version --socket --config --lang" -- "$cur")) ;;
    "staff") COMPREPLY=($(compgen -W "add list remove enable badge -h --help --version --socket --config --lang" -- "$cur")) ;;
    "staff add") COMPREPLY=($(compgen -W "--display-name --role --pin-file -h --help --version --socket --config --lang" -- "$cur")) ;;
    "staff list") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "staff remove") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "staff enable") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "staff badge") COMPREPLY=($(compgen -W "--take-away -h --help --version --socket --config --lang" -- "$cur")) ;;
    "token") COMPREPLY=($(compgen -W "add list remove -h --help --version --socket --config --lang" -- "$cur")) ;;
    "token add") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "token list") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "token remove") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "tablet") COMPREPLY=($(compgen -W "pair list revoke authority -h --help --version --socket --config --lang" -- "$cur")) ;;
    "tablet pair") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "tablet list") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "tablet revoke") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
    "tablet authority") COMPREPLY=($(compgen -W "-h --help --version --socket --config --lang" -- "$cur")) ;;
  esac
}
complete -o filenames -F _touchpointctl touchpointctl
