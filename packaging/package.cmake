# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package, by CPack, from the install rules. packaging/build.sh calls it; another format is another CPACK_GENERATOR.

set(SOURCEDESK_HOMEPAGE "" CACHE STRING "Web address of the project; empty until it has one")
set(SOURCEDESK_MAINTAINER "Sourcedesk maintainers <maintainers@sourcedesk.invalid>" CACHE STRING
    "Who answers for the packages: name <mail address>")
set(SOURCEDESK_PACKAGE_RELEASE 1 CACHE STRING "Counts the packages of one version")

# What only the package holds. Not part of a plain `cmake --install`.
set(changelog ${PROJECT_BINARY_DIR}/packaging/changelog.Debian)
string(TIMESTAMP package_date "%a, %d %b %Y %H:%M:%S +0000" UTC) # SOURCE_DATE_EPOCH, when set
configure_file(packaging/debian/changelog.in ${changelog} @ONLY)
configure_file(packaging/debian/copyright ${PROJECT_BINARY_DIR}/packaging/copyright COPYONLY)
if(SOURCEDESK_GZIP)
    sourcedesk_compressed(${changelog} ${changelog}.gz)
    sourcedesk_compressed(${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_BINARY_DIR}/packaging/changelog.gz)
    install(FILES ${changelog}.gz ${PROJECT_BINARY_DIR}/packaging/changelog.gz packaging/debian/copyright
        DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT debian EXCLUDE_FROM_ALL)
endif()
install(FILES packaging/debian/lintian-overrides RENAME sourcedesk
    DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides COMPONENT debian EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME sourcedesk)
set(CPACK_PACKAGE_CONTACT ${SOURCEDESK_MAINTAINER})
set(CPACK_PACKAGE_HOMEPAGE_URL ${SOURCEDESK_HOMEPAGE})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL program demoserver documentation debian)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${SOURCEDESK_PACKAGE_RELEASE})
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/packaging/debian/postrm)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "edits the Plex sources of authentik servers")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Sourcedesk shows the Plex sources of an authentik identity provider and
lets an administrator change one in a form. It sends exactly the fields
that were changed, reads the source again before it writes, and stops when
somebody else changed the same field meanwhile.

What is typed is kept on this machine until the server has it. The package
holds a demo server too, to try the program without a server of one's own.")

# What the programs link is found by dpkg-shlibdeps; what they load at run time is named here: the driver for drafts and history, and
# the library through which the keychain reaches the secret service. The SVG plugins lie in the package of the SVG library, which is
# linked. tests/package/check_deb.py compares.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6sql6-sqlite, libsecret-1-0")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnome-keyring | kwalletmanager, qt6-wayland")
include(CPack)
