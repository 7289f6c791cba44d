# SPDX-License-Identifier: GPL-3.0-or-later
# What every target of Sourcedesk has in common, and the shape of a room.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
add_library(sourcedesk_settings INTERFACE)
target_compile_definitions(sourcedesk_settings INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_STRICT_ITERATORS QT_NO_KEYWORDS
    SOURCEDESK_VERSION="${PROJECT_VERSION}")
target_compile_options(sourcedesk_settings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Woverloaded-virtual
    -Wnon-virtual-dtor -Wcast-qual
    $<$<BOOL:${SOURCEDESK_WARNINGS_AS_ERRORS}>:-Werror>)
if(SOURCEDESK_SANITIZE)
    target_compile_options(sourcedesk_settings INTERFACE
        -fsanitize=${SOURCEDESK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(sourcedesk_settings INTERFACE -fsanitize=${SOURCEDESK_SANITIZE})
endif()
if(SOURCEDESK_FUZZ)
    target_compile_options(sourcedesk_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(SOURCEDESK_COVERAGE)
    target_link_options(sourcedesk_settings INTERFACE -fprofile-instr-generate)
endif()

# sourcedesk_room(<target> BASE <folder> HEADERS … SOURCES … PUBLIC <targets> PRIVATE <targets> PCH <headers> [COVERED])
#
# A room is a static library that publishes the headers under its own folder and nothing else, so that including a
# header of a room that is not linked does not compile. Of a COVERED one tests/coverage.sh counts the branches.
function(sourcedesk_room target)
    cmake_parse_arguments(PARSE_ARGV 1 room "COVERED" "BASE" "HEADERS;SOURCES;PUBLIC;PRIVATE;PCH")
    add_library(${target} STATIC ${room_SOURCES})
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${room_BASE} FILES ${room_HEADERS})
    target_link_libraries(${target} PUBLIC ${room_PUBLIC} PRIVATE ${room_PRIVATE} sourcedesk_settings)
    set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    if(SOURCEDESK_COVERAGE AND room_COVERED)
        # Also for those that include its headers: of an inline function the linker keeps anyone's copy.
        target_compile_options(${target} PUBLIC -fprofile-instr-generate -fcoverage-mapping)
    endif()
    if(SOURCEDESK_PCH AND room_PCH)
        target_precompile_headers(${target} PRIVATE ${room_PCH})
    endif()
endfunction()
