# What is installed where, and the three Debian packages that CPack makes of it:
#   cross/scripts/package.sh            builds, packs, checks
# Sizes, dependencies and file lists are computed; what is written by hand is in systemd/debian.
include(GNUInstallDirs)
set(TOUCHPOINT_REVISION 1 CACHE STRING "The Debian revision: raised when a package changes and the version does not")

set(units lib/systemd/system)  # where Debian 12 looks

install(TARGETS touchpointd touchpointctl touchpoint-deviced RUNTIME DESTINATION bin COMPONENT agent)
install(TARGETS touchpoint-hub RUNTIME DESTINATION bin COMPONENT hub)
install(PROGRAMS systemd/make-key DESTINATION libexec/touchpoint COMPONENT agent)
install(FILES systemd/units/touchpointd.service systemd/units/touchpoint-key.service systemd/units/touchpoint-deviced.service
  DESTINATION /${units} COMPONENT agent)
install(FILES systemd/units/touchpoint-hub.service systemd/units/touchpoint-broker.service
  DESTINATION /${units} COMPONENT hub)
install(FILES systemd/units/touchpoint-kiosk.service DESTINATION /${units} COMPONENT kiosk)
install(PROGRAMS systemd/kiosk/kiosk-ready DESTINATION libexec/touchpoint COMPONENT kiosk)
install(FILES systemd/kiosk/policy.json DESTINATION /etc/chromium/policies/managed
  RENAME touchpoint-kiosk.json COMPONENT kiosk)
install(FILES systemd/sysusers.d/touchpoint-kiosk.conf DESTINATION lib/sysusers.d COMPONENT kiosk)
foreach(component agent hub)
  install(FILES systemd/sysusers.d/touchpoint-${component}.conf DESTINATION lib/sysusers.d COMPONENT ${component})
  install(FILES systemd/tmpfiles.d/touchpoint-${component}.conf DESTINATION lib/tmpfiles.d COMPONENT ${component})
endforeach()

# Documents. A package's own are made by package.sh, which knows the date and what it depends on.
set(made ${PROJECT_BINARY_DIR}/package)
install(DIRECTORY ${made}/agent/ DESTINATION share COMPONENT agent)
install(DIRECTORY ${made}/hub/ DESTINATION share COMPONENT hub)
install(DIRECTORY ${made}/kiosk/ DESTINATION share COMPONENT kiosk)

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL agent hub kiosk)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_DEBIAN_PACKAGE_RELEASE ${TOUCHPOINT_REVISION})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "Touchpoint maintainers <touchpoint@packages.invalid>")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS OFF)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)

set(CPACK_DEBIAN_AGENT_PACKAGE_NAME touchpoint-agent)
set(CPACK_DEBIAN_AGENT_PACKAGE_SECTION net)
set(CPACK_DEBIAN_AGENT_PACKAGE_DEPENDS "debconf (>= 0.5) | debconf-2.0, systemd (>= 252), init-system-helpers (>= 1.54~), tzdata")
set(CPACK_DEBIAN_AGENT_PACKAGE_RECOMMENDS "systemd-timesyncd | time-daemon")
set(CPACK_DEBIAN_AGENT_DESCRIPTION
  "in-store touchpoint agent
Records what happens at a till, a kiosk or a tablet with or without a
network, recognises returning customers, shows staff their history, and
syncs with the central profile store.")
set(CPACK_DEBIAN_HUB_PACKAGE_NAME touchpoint-hub)
set(CPACK_DEBIAN_HUB_PACKAGE_SECTION net)
set(CPACK_DEBIAN_HUB_PACKAGE_DEPENDS "systemd (>= 252), init-system-helpers (>= 1.54~)")
set(CPACK_DEBIAN_HUB_PACKAGE_RECOMMENDS "mosquitto")
set(CPACK_DEBIAN_HUB_DESCRIPTION
  "central profile store for touchpoint agents
Takes events from store devices and web shops, keeps customers'
profiles, feeds each store its own, and issues the certificates that
devices come in with.")
set(CPACK_DEBIAN_KIOSK_PACKAGE_NAME touchpoint-kiosk)
set(CPACK_DEBIAN_KIOSK_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_KIOSK_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_KIOSK_PACKAGE_SECTION net)
set(CPACK_DEBIAN_KIOSK_PACKAGE_DEPENDS "cage, xwayland, chromium, seatd, systemd (>= 252), init-system-helpers (>= 1.54~)")
set(CPACK_DEBIAN_KIOSK_PACKAGE_RECOMMENDS "touchpoint-agent")
set(CPACK_DEBIAN_KIOSK_DESCRIPTION
  "customers' page of a touchpoint device on its own screen
Shows the page of the touchpoint agent on this device in a browser that
opens nothing else, from boot on. The browser's policy holds for every
Chromium on the machine.")
foreach(component agent hub kiosk)
  string(TOUPPER ${component} upper)
  set(scripts ${PROJECT_SOURCE_DIR}/systemd/debian/${component})
  set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA ${scripts}/postinst ${scripts}/prerm ${scripts}/postrm)
  if(EXISTS ${scripts}/conffiles)
    list(APPEND CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA ${scripts}/conffiles)
  endif()
  if(EXISTS ${scripts}/templates)
    list(APPEND CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA ${scripts}/config ${scripts}/templates)
  endif()
endforeach()
include(CPack)
