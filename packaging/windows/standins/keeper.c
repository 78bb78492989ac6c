/* Test only. Keeps Wine's desktop up between programs. Without it the first program that shows something starts
   explorer.exe, which inherits that program's pipes and keeps them open: whoever reads one waits for ever. */
#include <windows.h>

int main(void)
{
    GetDesktopWindow();
    Sleep(INFINITE);
    return 0;
}
