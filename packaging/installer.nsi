; The installer of AMF42 for Windows, in French. Made by `packaging/build.py`, which gives:
;   VERSION, VERSION4 (four numbers), SOURCE (the folder to install), LIST (its files), SIZE (KiB), OUTPUT; SIGN if any.
;
; What it promises: a version is laid whole beside the one in use, checked, then takes its place by two renamings. Until
; then nothing of the old one is touched; after that nothing of it is left. The base is elsewhere and is never touched.
;
;   AMF42-0.1.0-installer.exe [/S] [/CURRENTUSER | /ALLUSERS] [/DESKTOP] [/WAIT=seconds] [/D=C:\folder, last, without quotes]
;
; Exit codes: 0 done · 1 given up by the person · 2 the file of the installer is damaged · 3 Windows too old
;   4 folder refused · 5 rights missing · 6 could not be written (disk full…) · 7 the program stayed open · 8 could not be
;   put in place · 9 another installation is under way. After any code but 0, the version that was there still works
;   (where nothing lets it come back to its place after a failed renaming, 8, words say so and the next installation does it).
;   What happened is in %TEMP%\AMF42-installation.log.
;
; Beside its folder X it uses X.new (the version being laid) and X.old (the one replaced). Either is ours if it has our
; list; what is somebody's is never removed: a folder of theirs with that name is refused, a file of theirs among ours is
; kept in X\conserve-1, -2…

Unicode true
Target amd64-unicode
SetCompressor /FINAL lzma
SetCompressorDictSize 32
SetDateSave off
CRCCheck force
AllowSkipFiles off
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"
!include "WinVer.nsh"
!include "nsDialogs.nsh"

!define TITLE "AMF42 – Accueil des élus"
!define PUBLISHER "AMF42 – Fédération des maires de la Loire"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\AMF42"
!define MODEL_ID "AMF42.AccueilDesElus"
!define OLDEST_BUILD 17763 ; Windows 10 1809, the oldest that Qt 6.12 supports (https://doc.qt.io/qt-6/windows.html)
!define NAMES "fichiers.txt" ; what is installed: a size (or -) and a place on each line
!define REMOVER "desinstaller.exe"

!define GIVEN_UP 1
!define TOO_OLD 3
!define FOLDER_REFUSED 4
!define RIGHTS_MISSING 5
!define NOT_WRITTEN 6
!define STILL_OPEN 7
!define NOT_PLACED 8
!define UNDER_WAY 9

Name "${TITLE}"
OutFile "${OUTPUT}"
BrandingText "${TITLE} ${VERSION}"
Caption "Installation de ${TITLE}"
UninstallCaption "Désinstallation de ${TITLE}"
SpaceTexts none ; NSIS writes « 107.8 Mo » with a point
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION4}"
VIFileVersion "${VERSION4}"
VIAddVersionKey /LANG=1036 "ProductName" "${TITLE}"
VIAddVersionKey /LANG=1036 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1036 "FileDescription" "Installation de ${TITLE}"
VIAddVersionKey /LANG=1036 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1036 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=1036 "LegalCopyright" "AMF42, licence MIT"

!ifdef SIGN
  !uninstfinalize '${SIGN}' = 0
!endif

Var Scope ; "user" or "all"
Var Wished ; the folder of /D=, or ""
Var Held ; the mutex by which a second installer knows of this one
Var Told ; 1: why it stops was said
Var Chosen ; 1: the scope was chosen before the start as administrator
Var WantsDesktop
Var Patience ; seconds to wait for the program to close
Var DataFolder
Var Code
Var Radio
Var Check

!define MUI_ICON "icon\amf42.ico"
!define MUI_UNICON "icon\amf42.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "icon\side.bmp"
!define MUI_WELCOMEFINISHPAGE_BITMAP_STRETCH AspectFitHeight
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_CANCEL_DEFAULT
!define MUI_ABORTWARNING_TEXT "Arrêter l’installation ? Rien n’a été changé sur ce poste."
Page custom ScopePage ScopeLeave
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE DirectoryLeave
!define MUI_DIRECTORYPAGE_TEXT_TOP "Le programme sera installé dans ce dossier. Les données de l’accueil sont ailleurs : une mise à jour n’y touche pas."
!insertmacro MUI_PAGE_DIRECTORY
!define MUI_INSTFILESPAGE_ABORTHEADER_TEXT "Installation arrêtée"
!define MUI_INSTFILESPAGE_ABORTHEADER_SUBTEXT "La version qui était là, s’il y en avait une, fonctionne encore."
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "${TITLE} est installé."
!define MUI_FINISHPAGE_TEXT "Vous le trouverez dans le menu Démarrer."
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "Ouvrir le programme"
!define MUI_FINISHPAGE_RUN_FUNCTION OpenProgram
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "Le programme va être retiré de ce poste. Les données de l’accueil restent, sauf si vous demandez ensuite de les supprimer."
!define MUI_UNCONFIRMPAGE_TEXT_LOCATION "Dossier :"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "French"

; --- What installer and uninstaller share ---

!macro Log words
  Push $9
  FileOpen $9 "$TEMP\AMF42-installation.log" a
  FileSeek $9 0 END
  FileWriteUTF16LE /BOM $9 "${VERSION} : ${words}$\r$\n"
  FileClose $9
  Pop $9
!macroend

; Say why, then stop. In silence the words are in the log alone. The exit code is the first of them.
!macro Stop code words
  !insertmacro Log "${words} (${code})"
  MessageBox MB_OK|MB_ICONEXCLAMATION "${words}" /SD IDOK
  SetErrorLevel ${code}
  StrCpy $Told 1
!macroend

; What is being done, above the bar: the names of files that NSIS would show there say nothing to anybody.
!macro Tell words
  SetDetailsPrint textonly
  DetailPrint "${words}"
  SetDetailsPrint none
!macroend

!macro SharedFunctions un
; $0 = 1 if one of the programs of $INSTDIR runs: Windows lets nobody write in a file that runs.
Function ${un}LookIfOpen
  Push $1
  StrCpy $0 0
  ${If} ${FileExists} "$INSTDIR\amf42.exe"
    ClearErrors
    FileOpen $1 "$INSTDIR\amf42.exe" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\amf42-admin.exe"
    ClearErrors
    FileOpen $1 "$INSTDIR\amf42-admin.exe" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
  ClearErrors
  Pop $1
FunctionEnd

; Ask each window of the programs of $INSTDIR to close, as its cross does: a draft is kept, a question may be asked.
Function ${un}AskToClose
  StrLen $6 "$INSTDIR\"
  StrCpy $0 0
  ${Do}
    System::Call 'user32::FindWindowExW(p 0, p r0, p 0, p 0) p .r0'
    ${If} $0 P= 0
      ${ExitDo}
    ${EndIf}
    System::Call 'user32::IsWindowVisible(p r0) i .r1'
    ${If} $1 <> 0
      System::Call 'user32::GetWindowThreadProcessId(p r0, *i .r1) i'
      System::Call 'kernel32::OpenProcess(i 0x1000, i 0, i r1) p .r2' ; PROCESS_QUERY_LIMITED_INFORMATION
      ${If} $2 P<> 0
        StrCpy $3 ""
        System::Call 'kernel32::QueryFullProcessImageNameW(p r2, i 0, w .r3, *i ${NSIS_MAX_STRLEN}) i .r4'
        System::Call 'kernel32::CloseHandle(p r2) i'
        StrCpy $3 $3 $6
        ${If} $3 == "$INSTDIR\"
          System::Call 'user32::PostMessageW(p r0, i 16, p 0, p 0) i' ; WM_CLOSE
        ${EndIf}
      ${EndIf}
    ${EndIf}
  ${Loop}
FunctionEnd

; Come back once the program is closed; otherwise $Code is why not.
Function ${un}CloseProgram
  StrCpy $Code 0
  ${un}Again:
  Call ${un}LookIfOpen
  ${If} $0 = 0
    Return
  ${EndIf}
  MessageBox MB_OKCANCEL|MB_ICONINFORMATION "AMF42 est ouvert sur ce poste. Terminez ce que vous faites, puis choisissez OK : le programme va être fermé." /SD IDOK IDOK ${un}Ask
  StrCpy $Code ${GIVEN_UP}
  Return
  ${un}Ask:
  Call ${un}AskToClose
  IntOp $5 $Patience * 4
  ${Do}
    Sleep 250
    Call ${un}LookIfOpen
    ${If} $0 = 0
      Sleep 500 ; its files are let go a moment after
      Return
    ${EndIf}
    IntOp $5 $5 - 1
  ${LoopUntil} $5 <= 0
  IfSilent +2
    Goto ${un}Again
  StrCpy $Code ${STILL_OPEN}
FunctionEnd

; Remove from the folder $R0 what its own list names, the folders that are then empty, and the list. Anything else stays,
; and the list with it: by it the folder is known as ours. $R8 = 1 if it is.
Function ${un}RemoveListed
  StrCpy $R8 0
  ClearErrors
  FileOpen $R1 "$R0\${NAMES}" r
  ${If} ${Errors}
    ClearErrors
    Return
  ${EndIf}
  ${Do}
    ClearErrors
    FileRead $R1 $R2
    ${If} ${Errors}
      ${ExitDo}
    ${EndIf}
    Call ${un}PlaceOfLine
    ${If} $R2 == ""
      ${Continue}
    ${EndIf}
    StrCpy $R8 1
    Delete "$R0\$R2"
    ; its folder, then the one above…
    ${Do}
      ${GetParent} $R2 $R2
      ${If} $R2 == ""
        ${ExitDo}
      ${EndIf}
      ClearErrors
      RMDir "$R0\$R2"
      ${If} ${Errors}
        ${ExitDo}
      ${EndIf}
    ${Loop}
  ${Loop}
  FileClose $R1
  Call ${un}LookForOthers
  ${If} $0 = 0
  ${AndIf} $R8 = 1
    Delete "$R0\${NAMES}"
    RMDir "$R0"
  ${EndIf}
  ClearErrors
FunctionEnd

; $0 = 1 if the folder $R0 holds anything but our list.
Function ${un}LookForOthers
  StrCpy $0 0
  ClearErrors
  FindFirst $1 $2 "$R0\*"
  ${DoUntil} ${Errors}
    ${If} $2 != "."
    ${AndIf} $2 != ".."
    ${AndIf} $2 != "${NAMES}"
      StrCpy $0 1
    ${EndIf}
    FindNext $1 $2
  ${Loop}
  FindClose $1
  ClearErrors
FunctionEnd

; $INSTDIR as Windows itself would write it, without "..", "/", a dot at its end or a short name: it is compared.
Function ${un}WriteOutFolder
  StrLen $1 $INSTDIR
  ${If} $1 < 4 ; a whole drive: "C:" would become the current folder there
    Return
  ${EndIf}
  StrCpy $1 $INSTDIR
  System::Call 'kernel32::GetFullPathNameW(w r1, i ${NSIS_MAX_STRLEN}, w .r2, p 0) i .r3'
  ${If} $3 = 0
  ${OrIf} $3 >= ${NSIS_MAX_STRLEN}
    Return
  ${EndIf}
  StrCpy $3 $2 1 -1
  ${If} $3 == "\"
    StrCpy $2 $2 -1
  ${EndIf}
  StrCpy $INSTDIR $2
  ; What is there of it, by its long name; then the rest.
  StrCpy $4 ""
  ${Do}
    System::Call 'kernel32::GetLongPathNameW(w r2, w .r3, i ${NSIS_MAX_STRLEN}) i .r1'
    ${If} $1 <> 0
    ${AndIf} $1 < ${NSIS_MAX_STRLEN}
      StrCpy $INSTDIR "$3$4"
      ${ExitDo}
    ${EndIf}
    ${GetFileName} $2 $3
    StrCpy $4 "\$3$4"
    ${GetParent} $2 $2
    StrLen $1 $2
  ${LoopUntil} $1 < 3
FunctionEnd

; The line $R2 of a list, "1234 a\b.dll", becomes its place, "a\b.dll", and $R3 its size; "" where it leaves the folder,
; stands for several files, or is no line of ours.
Function ${un}PlaceOfLine
  StrCpy $R3 ""
  ${Do}
    StrCpy $R4 $R2 1
    StrCpy $R2 $R2 "" 1
    ${If} $R4 == " "
    ${OrIf} $R4 == ""
      ${ExitDo}
    ${EndIf}
    StrCpy $R3 "$R3$R4"
  ${Loop}
  StrCpy $R5 -1
  ${Do}
    IntOp $R5 $R5 + 1
    StrCpy $R4 $R2 1 $R5
    ${If} $R4 == ""
    ${OrIf} $R4 == "$\r"
    ${OrIf} $R4 == "$\n"
      ${ExitDo}
    ${EndIf}
    StrCpy $R6 $R2 2 $R5
    ${If} $R4 == ":"
    ${OrIf} $R4 == "*"
    ${OrIf} $R4 == "?"
    ${OrIf} $R4 == "<" ; Windows takes these three for * and ? too
    ${OrIf} $R4 == ">"
    ${OrIf} $R4 == '"'
    ${OrIf} $R6 == ".."
      StrCpy $R5 0
      ${ExitDo}
    ${EndIf}
  ${Loop}
  StrCpy $R2 $R2 $R5
  IntOp $R6 $R3 + 0
  ${If} $R3 != "-"
  ${AndIf} $R3 != $R6
    StrCpy $R2 ""
  ${EndIf}
FunctionEnd
!macroend
!insertmacro SharedFunctions ""
!insertmacro SharedFunctions "un."

; --- The installer ---

Function .onInit
  SetRegView 64
  SetShellVarContext current
  StrCpy $DataFolder "$LOCALAPPDATA\AMF42" ; as `find_places` of app/settings.py has it
  StrCpy $WantsDesktop 0
  StrCpy $Chosen 0
  StrCpy $Told 0
  StrCpy $Patience 60
  System::Call 'kernel32::GetCurrentProcess() p .r0'
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    !insertmacro Stop ${TOO_OLD} "Ce programme demande Windows 10 (version 1809) ou Windows 11. Mettez Windows à jour, ou choisissez un autre poste."
    Quit
  ${EndIf}
  Call HoldPlace
  ${If} $0 <> 0
    !insertmacro Stop ${UNDER_WAY} "L’installation d’AMF42 est déjà en cours sur ce poste. Attendez qu’elle se termine, ou cherchez sa fenêtre dans la barre des tâches."
    Quit
  ${EndIf}

  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DESKTOP" $1
  ${IfNot} ${Errors}
    StrCpy $WantsDesktop 1
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/CHOSEN" $1
  ${IfNot} ${Errors}
    StrCpy $Chosen 1
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/WAIT=" $1
  ${IfNot} ${Errors}
    StrCpy $Patience $1
  ${EndIf}

  ; NSIS passes over a /D= that it cannot use (quotes, a drive that is not there), and leaves out what it cannot read of one
  ; ("C:/x" becomes "C:x"): it would install elsewhere.
  System::Call 'kernel32::GetCommandLineW() w .r1'
  StrCpy $2 0
  StrCpy $4 0
  ${Do}
    StrCpy $3 $1 3 $2
    ${If} $3 == "/D="
      StrCpy $4 1
      IntOp $2 $2 + 3
    ${EndIf}
    StrCpy $3 $1 1 $2
    ${If} $4 = 1
      ${If} $INSTDIR == ""
      ${OrIf} $3 == "/"
        !insertmacro Stop ${FOLDER_REFUSED} "Le dossier demandé par /D= ne peut pas servir. Écrivez-le en dernier, en entier (C:\…), avec des \ et sans guillemets."
        Quit
      ${EndIf}
    ${EndIf}
    IntOp $2 $2 + 1
  ${LoopUntil} $3 == ""
  StrCpy $Wished $INSTDIR

  ; For whom: as asked, else as it is already installed, else for this user.
  StrCpy $Scope "user"
  ReadRegStr $1 HKCU "${UNINSTALL}" "InstallLocation"
  ReadRegStr $2 HKLM "${UNINSTALL}" "InstallLocation"
  ${If} $1 == ""
  ${AndIf} $2 != ""
    StrCpy $Scope "all"
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/CURRENTUSER" $3
  ${IfNot} ${Errors}
    StrCpy $Scope "user"
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/ALLUSERS" $3
  ${IfNot} ${Errors}
    StrCpy $Scope "all"
  ${EndIf}
  ClearErrors
  Call FolderOfScope

  ${If} ${Silent}
  ${AndIf} $Scope == "all"
    Call LookForRights
    ${If} $0 = 0
      !insertmacro Stop ${RIGHTS_MISSING} "Installer pour tous les comptes demande les droits d’administrateur. Relancez en tant qu’administrateur, ou sans /ALLUSERS."
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

; $0 = 1 if another installer of this session is under way; else a third would now be told so. It ends with the process.
Function HoldPlace
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Local\AMF42-installation") p .r1 ?e'
  Pop $2
  StrCpy $Held $1
  StrCpy $0 0
  ${If} $1 P= 0 ; it is of another account
  ${OrIf} $2 = 183 ; ERROR_ALREADY_EXISTS
    StrCpy $0 1
  ${EndIf}
FunctionEnd

; The folder, unless /D= named it: where that scope is already installed, else its usual place.
Function FolderOfScope
  ${If} $INSTDIR != ""
    Return
  ${EndIf}
  ${If} $Scope == "all"
    ReadRegStr $INSTDIR HKLM "${UNINSTALL}" "InstallLocation"
    ${If} $INSTDIR == ""
      StrCpy $INSTDIR "$PROGRAMFILES64\AMF42"
    ${EndIf}
  ${Else}
    ReadRegStr $INSTDIR HKCU "${UNINSTALL}" "InstallLocation"
    ${If} $INSTDIR == ""
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\AMF42"
    ${EndIf}
  ${EndIf}
FunctionEnd

; $0 = 1 for an administrator.
Function LookForRights
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    StrCpy $0 1
  ${Else}
    StrCpy $0 0
  ${EndIf}
FunctionEnd

Function ScopePage
  ${If} $Chosen = 1
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "Pour qui ?" "Le programme peut servir à un compte de ce poste, ou à tous."
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 8u 100% 12u "Pour moi seulement (aucun droit particulier n’est demandé)"
  Pop $Radio
  ${NSD_CreateRadioButton} 0 24u 100% 12u "Pour tous les comptes de ce poste (un administrateur doit confirmer)"
  Pop $1
  ${If} $Scope == "all"
    ${NSD_Check} $1
  ${Else}
    ${NSD_Check} $Radio
  ${EndIf}
  ${NSD_CreateCheckbox} 0 52u 100% 12u "Ajouter une icône sur le bureau"
  Pop $Check
  ${NSD_SetState} $Check $WantsDesktop
  nsDialogs::Show
FunctionEnd

Function ScopeLeave
  ${NSD_GetState} $Check $WantsDesktop
  ${NSD_GetState} $Radio $0
  StrCpy $INSTDIR $Wished
  ${If} $0 = 1
    StrCpy $Scope "user"
    Call FolderOfScope
    Return
  ${EndIf}
  StrCpy $Scope "all"
  Call FolderOfScope
  Call LookForRights
  ${If} $0 = 1
    Return
  ${EndIf}
  StrCpy $1 ""
  ${If} $WantsDesktop = 1
    StrCpy $1 "/DESKTOP"
  ${EndIf}
  ${If} $Wished != ""
    StrCpy $1 "$1 /D=$Wished"
  ${EndIf}
  System::Call 'kernel32::CloseHandle(p $Held) i' ; the one that follows takes our place
  ClearErrors
  ExecShell "runas" "$EXEPATH" "/ALLUSERS /CHOSEN $1"
  ${If} ${Errors}
    Call HoldPlace
    MessageBox MB_OK|MB_ICONINFORMATION "L’administrateur n’a pas confirmé. Choisissez « Pour moi seulement », ou recommencez avec lui."
    Abort
  ${EndIf}
  Quit
FunctionEnd

Function DirectoryLeave
  ; A folder that holds other things gets one of ours inside.
  Call LookAtFolder
  ${If} $0 = 2
    StrCpy $INSTDIR "$INSTDIR\AMF42"
    Call LookAtFolder
  ${EndIf}
  ${If} $0 <> 0
    MessageBox MB_OK|MB_ICONINFORMATION "Ce dossier contient autre chose, ou les données de l’accueil. Choisissez-en un autre."
    Abort
  ${EndIf}
FunctionEnd

; $0 = 0: $INSTDIR is free or ours; 1: the data are there; 2: other things are there.
Function LookAtFolder
  Call WriteOutFolder
  StrLen $1 $INSTDIR
  StrCpy $0 2
  ${If} $1 < 4 ; a whole drive
    Return
  ${EndIf}
  StrCpy $0 0
  StrLen $1 "$DataFolder\"
  StrCpy $2 "$INSTDIR\" $1
  ${If} $2 == "$DataFolder\"
    StrCpy $0 1
    Return
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\${NAMES}"
  ${AndIf} ${FileExists} "$INSTDIR\${REMOVER}"
    Return
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR.old\${NAMES}" ; what came since then is kept: see BringBack
  ${AndIf} ${FileExists} "$INSTDIR.old\${REMOVER}"
    Return
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR"
    StrCpy $R0 $INSTDIR
    Call LookForOthers
    ${If} $0 <> 0
    ${OrIf} ${FileExists} "$INSTDIR\${NAMES}"
    ${OrIfNot} ${FileExists} "$INSTDIR\*" ; a file
      StrCpy $0 2
    ${EndIf}
  ${EndIf}
FunctionEnd

; $0 = 1 if somebody's own things have a name that we use beside the folder: $R0. Nothing is touched then.
Function LookBeside
  StrCpy $0 0
  StrCpy $R0 "$INSTDIR.old"
  Call LookIfForeign
  ${If} $0 = 0
    StrCpy $R0 "$INSTDIR.new"
    Call LookIfForeign
  ${EndIf}
FunctionEnd

Function LookIfForeign
  RMDir $R0 ; an empty one
  ${If} ${FileExists} $R0
    StrCpy $0 1
    ClearErrors
    FileOpen $R1 "$R0\${NAMES}" r
    ${IfNot} ${Errors}
      FileRead $R1 $R2
      FileClose $R1
      Call PlaceOfLine
      ${If} $R2 != ""
        StrCpy $0 0
      ${EndIf}
    ${EndIf}
  ${EndIf}
  ClearErrors
FunctionEnd

; An installation that was cut short: what it had put aside comes back, or goes if it had been replaced. $0 = 0 unless
; it could not come back.
Function Recover
  StrCpy $0 0
  ${If} ${FileExists} "$INSTDIR.old\${NAMES}"
    ${If} ${FileExists} "$INSTDIR\amf42.exe"
    ${AndIf} ${FileExists} "$INSTDIR\${NAMES}"
      Call RemoveOld
      StrCpy $0 0
    ${Else}
      Call BringBack
    ${EndIf}
  ${EndIf}
  ${If} $0 = 0
    Call RemoveNew
    StrCpy $0 0
  ${EndIf}
  ClearErrors
FunctionEnd

; The version put aside takes its place again; $0 = 0 when it is there. What lies in its place first goes into it, in one
; renaming: a cut between the two leaves nothing out of the way.
Function BringBack
  StrCpy $R0 "$INSTDIR"
  Call RemoveListed
  RMDir "$INSTDIR"
  ${If} ${FileExists} "$INSTDIR"
    StrCpy $R0 "$INSTDIR"
    StrCpy $R1 "$INSTDIR.old"
    Call NameKept
    Call RenameFolder
    ${If} $0 <> 0
      Return
    ${EndIf}
    Call SayKept
  ${EndIf}
  StrCpy $R0 "$INSTDIR.old"
  StrCpy $R1 "$INSTDIR"
  Call RenameFolder
FunctionEnd

; The folder $R1 becomes the first name in it that is free for what is kept; $5 is its number.
Function NameKept
  StrCpy $5 0
  ${Do}
    IntOp $5 $5 + 1
  ${LoopWhile} ${FileExists} "$R1\conserve-$5"
  StrCpy $R1 "$R1\conserve-$5"
FunctionEnd

Function SayKept
  !insertmacro Log "Des fichiers qui ne sont pas du programme sont gardés dans $INSTDIR\conserve-$5"
FunctionEnd

; What was laid beside, and did not take its place: what its list names, which is the first file laid.
Function RemoveNew
  SetOutPath "$TEMP"
  StrCpy $R0 "$INSTDIR.new"
  Call RemoveListed
  RMDir "$INSTDIR.new"
  ClearErrors
FunctionEnd

; The replaced version. Files that are not of it (somebody put them there) are kept in the new folder; those that an
; earlier upgrade kept stay as they are.
Function RemoveOld
  StrCpy $R0 "$INSTDIR.old"
  Call RemoveListed
  ClearErrors
  FindFirst $3 $4 "$INSTDIR.old\conserve-*"
  ${DoUntil} ${Errors}
    ${IfNot} ${FileExists} "$INSTDIR\$4"
      Rename "$INSTDIR.old\$4" "$INSTDIR\$4"
    ${EndIf}
    ClearErrors
    FindNext $3 $4
  ${Loop}
  FindClose $3
  Call RemoveListed
  ${If} ${FileExists} "$INSTDIR.old\*"
    StrCpy $R1 "$INSTDIR"
    Call NameKept
    Call RenameFolder
    ${If} $0 = 0
      Delete "$R1\${NAMES}"
      Call SayKept
    ${EndIf}
  ${EndIf}
  ClearErrors
FunctionEnd

; Rename $R0 to $R1; $0 = 0 when done. A scanner may hold a fresh file for a moment.
Function RenameFolder
  StrCpy $2 20
  ${Do}
    ClearErrors
    Rename "$R0" "$R1"
    ${IfNot} ${Errors}
      StrCpy $0 0
      Return
    ${EndIf}
    Sleep 250
    IntOp $2 $2 - 1
  ${LoopUntil} $2 <= 0
  StrCpy $0 1
  ClearErrors
FunctionEnd

; $0 = 0 if each file of the list is in "$INSTDIR.new" with its size.
Function CheckNew
  StrCpy $0 1
  ClearErrors
  FileOpen $R1 "$INSTDIR.new\${NAMES}" r
  ${If} ${Errors}
    Return
  ${EndIf}
  StrCpy $0 0
  ${Do}
    ClearErrors
    FileRead $R1 $R2
    ${If} ${Errors}
      ${ExitDo}
    ${EndIf}
    Call PlaceOfLine
    ClearErrors
    FileOpen $1 "$INSTDIR.new\$R2" r
    ${If} ${Errors}
      StrCpy $0 1
      ${ExitDo}
    ${EndIf}
    FileSeek $1 0 END $2
    FileClose $1
    ${If} $R3 != "-"
    ${AndIf} $R3 <> $2
      StrCpy $0 1
      ${ExitDo}
    ${EndIf}
  ${Loop}
  FileClose $R1
  ClearErrors
FunctionEnd

Section "Programme"
  SetRegView 64
  !insertmacro Tell "Préparation…"
  Call LookAtFolder
  ${If} $0 <> 0
    !insertmacro Stop ${FOLDER_REFUSED} "Le dossier « $INSTDIR » contient autre chose, ou les données de l’accueil. Choisissez-en un autre."
    Abort
  ${EndIf}
  Call LookBeside
  ${If} $0 <> 0
    !insertmacro Stop ${FOLDER_REFUSED} "« $R0 » n’est pas de ce programme, et l’installation a besoin de ce nom : rien n’a été changé. Renommez-le, puis relancez l’installation."
    Abort
  ${EndIf}
  Call CloseProgram
  ${If} $Code <> 0
    !insertmacro Stop $Code "AMF42 est resté ouvert : rien n’a été changé. Fermez-le, puis relancez l’installation."
    Abort
  ${EndIf}
  Call Recover
  ${If} $0 <> 0
    Call SayNotBack
    Abort
  ${EndIf}
  StrCpy $R0 "$INSTDIR.old"
  ${IfNot} ${FileExists} $R0
    StrCpy $R0 "$INSTDIR.new"
  ${EndIf}
  ${If} ${FileExists} $R0
    !insertmacro Stop ${NOT_PLACED} "« $R0 » contient autre chose que ce programme, ou un autre programme s’en sert : la version en place reste comme elle est. Renommez ce dossier, ou redémarrez le poste, puis relancez l’installation."
    Abort
  ${EndIf}

  ; The new version, whole, beside the old one.
  !insertmacro Tell "Copie des fichiers…"
  ClearErrors
  CreateDirectory "$INSTDIR.new"
  ${If} ${Errors}
    !insertmacro Stop ${NOT_WRITTEN} "Le dossier « $INSTDIR.new » n’a pas pu être créé : rien n’a été changé. Choisissez un dossier où vous avez le droit d’écrire, ou libérez ${SIZE_MB} Mo, puis relancez l’installation."
    Abort
  ${EndIf}
  SetOutPath "$INSTDIR.new"
  File "/oname=${NAMES}" "${LIST}"
  File /r "${SOURCE}/*"
  WriteUninstaller "$INSTDIR.new\${REMOVER}"
  ${If} ${Errors}
    Call NotWritten
    Abort
  ${EndIf}
  !insertmacro Tell "Vérification…"
  Call CheckNew
  ${If} $0 <> 0
    Call NotWritten
    Abort
  ${EndIf}
  SetOutPath "$TEMP" ; nobody renames the folder that we stand in

  ; It takes its place.
  !insertmacro Tell "Mise en place…"
  Call CloseProgram
  ${If} $Code <> 0
    Call RemoveNew
    !insertmacro Stop $Code "AMF42 est resté ouvert : rien n’a été changé. Fermez-le, puis relancez l’installation."
    Abort
  ${EndIf}
  StrCpy $R0 "$INSTDIR"
  StrCpy $R1 "$INSTDIR.old"
  StrCpy $0 0
  ${If} ${FileExists} "$INSTDIR"
    Call RenameFolder
  ${EndIf}
  ${If} $0 = 0
    StrCpy $R0 "$INSTDIR.new"
    StrCpy $R1 "$INSTDIR"
    Call RenameFolder
    ${If} $0 <> 0
      ${If} ${FileExists} "$INSTDIR.old"
        Call BringBack
        ${If} $0 <> 0
          Call RemoveNew
          Call SayNotBack
          Abort
        ${EndIf}
      ${EndIf}
      StrCpy $0 1
    ${EndIf}
  ${EndIf}
  ${If} $0 <> 0
    Call RemoveNew
    !insertmacro Stop ${NOT_PLACED} "Le dossier « $INSTDIR » est tenu par un autre programme : l’ancienne version reste en place. Fermez les fenêtres qui le montrent, ou redémarrez le poste, puis relancez l’installation."
    Abort
  ${EndIf}
  Call Declare
  Call RemoveOld
  !insertmacro Log "Installé dans $INSTDIR"
SectionEnd

Function NotWritten
  Call RemoveNew
  !insertmacro Stop ${NOT_WRITTEN} "Les fichiers n’ont pas pu être écrits en entier, le disque est peut-être plein. Rien n’a été changé. Libérez ${SIZE_MB} Mo, puis relancez l’installation."
FunctionEnd

Function SayNotBack
  !insertmacro Stop ${NOT_PLACED} "Le dossier « $INSTDIR » est tenu par un autre programme. L’ancienne version est entière dans « $INSTDIR.old ». Redémarrez le poste, puis relancez l’installation : elle la remet à sa place."
FunctionEnd

; A file that could not be written stops the section by itself.
Function .onInstFailed
  ${If} $Told = 0
    Call NotWritten
  ${EndIf}
FunctionEnd

; Start menu, *Applications installées*, and what the program offers to Windows (it proposes it in its settings).
Function Declare
  ${If} $Scope == "all"
    SetShellVarContext all
  ${EndIf}
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\amf42.exe" "" "" "" "" "" "Accueil téléphonique, dossiers et fiches des élus"
  Push "$SMPROGRAMS\${TITLE}.lnk"
  Call NameShortcut
  ${If} $WantsDesktop = 1
    CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\amf42.exe"
    Push "$DESKTOP\${TITLE}.lnk"
    Call NameShortcut
  ${EndIf}

  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\amf42.exe,0"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\${REMOVER}"'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\${REMOVER}" /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" ${SIZE}
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1

  ; A class without "URL Protocol" opens nothing by itself: the program adds it when links are chosen in Réglages.
  WriteRegStr SHCTX "Software\Classes\amf42" "" "URL:${TITLE}"
  WriteRegStr SHCTX "Software\Classes\amf42\DefaultIcon" "" "$INSTDIR\amf42.exe,0"
  WriteRegStr SHCTX "Software\Classes\amf42\shell\open\command" "" '"$INSTDIR\amf42.exe" -- "%1"'
  WriteRegStr SHCTX "Software\AMF42\Capabilities" "ApplicationName" "${TITLE}"
  WriteRegStr SHCTX "Software\AMF42\Capabilities" "ApplicationDescription" "Note l’appel d’un élu et ouvre son dossier"
  WriteRegStr SHCTX "Software\AMF42\Capabilities" "ApplicationIcon" "$INSTDIR\amf42.exe,0"
  WriteRegStr SHCTX "Software\AMF42\Capabilities\URLAssociations" "tel" "amf42"
  WriteRegStr SHCTX "Software\RegisteredApplications" "AMF42" "Software\AMF42\Capabilities"
  SetShellVarContext current
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)' ; SHCNE_ASSOCCHANGED
FunctionEnd

; Give the shortcut on the stack the program's model ID: its window and its jump list then belong to it.
Function NameShortcut
  Exch $9
  System::Call 'shell32::SHGetPropertyStoreFromParsingName(w r9, p 0, i 2, g "{886D8EEB-8CF2-4446-8D02-CDBA1DBDCF99}", *p .r1) i .r0'
  ${If} $0 = 0
    System::Call '*(&g16 "{9F4C2855-9F79-4B39-A8D0-E1D42DE1D5F3}", &i4 5) p .r2' ; PKEY_AppUserModel_ID
    System::Call '*(&w64 "${MODEL_ID}") p .r3'
    System::Call '*(&i2 31, &i2 0, &i4 0, p r3, p 0) p .r4' ; a PROPVARIANT of text
    System::Call '$1->6(p r2, p r4) i .r0' ; SetValue
    System::Call '$1->7() i' ; Commit
    System::Call '$1->2() i' ; Release
    System::Free $2
    System::Free $3
    System::Free $4
  ${EndIf}
  Pop $9
FunctionEnd

; Through Explorer: as the person, even where the installer runs as an administrator.
Function OpenProgram
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\amf42.exe"'
FunctionEnd

; --- The uninstaller: what it installed, and the data only if somebody says so ---

Function un.onInit
  SetRegView 64
  SetShellVarContext current
  StrCpy $DataFolder "$LOCALAPPDATA\AMF42"
  StrCpy $Patience 60
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/WAIT=" $1
  ${IfNot} ${Errors}
    StrCpy $Patience $1
  ${EndIf}
  Call un.WriteOutFolder
  StrCpy $Scope "user"
  ReadRegStr $1 HKLM "${UNINSTALL}" "InstallLocation"
  ${If} $1 == $INSTDIR
    StrCpy $Scope "all"
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      ${IfNot} ${Silent}
        ClearErrors
        ExecShell "runas" "$EXEPATH" "_?=$INSTDIR"
        ${IfNot} ${Errors}
          Quit
        ${EndIf}
      ${EndIf}
      !insertmacro Stop ${RIGHTS_MISSING} "Ce programme est installé pour tous les comptes : un administrateur doit le retirer."
      Quit
    ${EndIf}
  ${EndIf}
  ClearErrors
FunctionEnd

Section "Uninstall"
  SetRegView 64
  !insertmacro Tell "Retrait du programme…"
  SetOutPath "$TEMP"
  Call un.CloseProgram
  ${If} $Code <> 0
    !insertmacro Stop $Code "AMF42 est resté ouvert : rien n’a été retiré. Fermez-le, puis recommencez."
    Abort
  ${EndIf}
  ; The folder, and what an upgrade that was cut short left beside it.
  StrCpy $R7 "$INSTDIR"
  ${Do}
    StrCpy $R0 $R7
    Call un.RemoveListed
    ${If} $R8 = 1
      Delete "$R0\${NAMES}"
    ${EndIf}
    RMDir "$R0"
    ${If} $R7 == "$INSTDIR"
      StrCpy $R7 "$INSTDIR.old"
    ${ElseIf} $R7 == "$INSTDIR.old"
      StrCpy $R7 "$INSTDIR.new"
    ${Else}
      ${ExitDo}
    ${EndIf}
  ${Loop}

  ; Entries and shortcuts, unless they are those of a program installed since in another folder.
  ReadRegStr $1 HKCU "${UNINSTALL}" "InstallLocation"
  ${If} $Scope == "all"
    SetShellVarContext all
    StrCpy $2 $INSTDIR
  ${Else}
    StrCpy $2 $1
  ${EndIf}
  ${If} $2 == $INSTDIR
  ${OrIf} $2 == ""
    Delete "$SMPROGRAMS\${TITLE}.lnk"
    Delete "$DESKTOP\${TITLE}.lnk"
    DeleteRegKey SHCTX "${UNINSTALL}"
    DeleteRegValue SHCTX "Software\RegisteredApplications" "AMF42"
    DeleteRegKey SHCTX "Software\AMF42"
    DeleteRegKey SHCTX "Software\Classes\amf42"
  ${EndIf}
  SetShellVarContext current
  ${If} $1 == $INSTDIR
  ${OrIf} $1 == ""
    ; What the program itself may have written for this user, when it was chosen in Réglages.
    DeleteRegValue HKCU "Software\RegisteredApplications" "AMF42"
    DeleteRegKey HKCU "Software\AMF42"
    DeleteRegKey HKCU "Software\Classes\amf42"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "AMF42"
  ${EndIf}
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  ${If} ${FileExists} "$DataFolder\*"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Le programme est retiré. Les données de l’accueil (élus, dossiers, appels, copies) sont gardées dans « $DataFolder ».$\r$\n$\r$\nVoulez-vous les supprimer aussi ? Elles ne pourront pas être retrouvées." /SD IDNO IDNO Kept
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "Supprimer pour toujours les données de l’accueil de ce compte, et leur clé ?" /SD IDNO IDNO Kept
    RMDir /r "$DataFolder"
    ${If} ${FileExists} "$DataFolder"
      !insertmacro Log "$DataFolder n’a pas pu être supprimé en entier"
      MessageBox MB_OK|MB_ICONEXCLAMATION "« $DataFolder » n’a pas pu être supprimé en entier : un autre programme s’en sert. Supprimez ce dossier après avoir redémarré le poste." /SD IDOK
    ${Else}
      Call un.ForgetKeys
    ${EndIf}
    Kept:
  ${EndIf}
  !insertmacro Log "Désinstallé de $INSTDIR"
SectionEnd

; Remove from this account's Credential Manager the keys of bases and the password of the server's, as `keyring` names
; them: the service, or "entry@service" (SERVICE of app/storage/keys.py, SERVER_SERVICE of server_password.py).
Function un.ForgetKeys
  System::Call 'advapi32::CredEnumerateW(p 0, i 0, *i .r1, *p .r2) i .r0'
  ${If} $0 = 0
    Return
  ${EndIf}
  StrCpy $3 0
  ${DoWhile} $3 < $1
    IntPtrOp $4 $3 * ${NSIS_PTR_SIZE}
    IntPtrOp $4 $2 + $4
    System::Call '*$4(p .r5)'
    System::Call '*$5(i, i .r6, w .r7)' ; Flags, Type, TargetName
    StrCpy $8 $7 "" -6
    StrCpy $9 $7 "" -14
    ${If} $6 = 1 ; CRED_TYPE_GENERIC
      ${If} $7 S== "AMF42"
      ${OrIf} $7 S== "AMF42 serveur"
      ${OrIf} $8 S== "@AMF42"
      ${OrIf} $9 S== "@AMF42 serveur"
        System::Call 'advapi32::CredDeleteW(w r7, i 1, i 0) i'
      ${EndIf}
    ${EndIf}
    IntOp $3 $3 + 1
  ${Loop}
  System::Call 'advapi32::CredFree(p r2)'
FunctionEnd
