@echo off
cd /d "%~dp0"
set "TOOL=ruraledu"
where ruraledu >nul 2>nul || set "TOOL=py -m ruraledu_cli"
echo 达标监测 $year 年
%TOOL% check $year --lang zh
echo.
pause
